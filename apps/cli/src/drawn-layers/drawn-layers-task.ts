import type { Task } from '../experiment/task.js';
import { type DrawnLayersConfig, drawnLayersSchema } from './drawn-layers-config.js';
import type { DrawnOutcome } from './drawn-records.js';
import { type DrawnRun, expandDrawnGrid } from './expand-drawn-grid.js';

/** Layers as they are drawn: which sets of k labels they can output, and by how much. */
export const drawnLayersTask: Task<DrawnLayersConfig, DrawnRun, DrawnOutcome> = {
  name: 'drawn-layers',
  schema: drawnLayersSchema,
  paths: [],
  expandGrid: expandDrawnGrid,
  load: async () => (await import('./drawn-work.js')).drawnWork,
};
