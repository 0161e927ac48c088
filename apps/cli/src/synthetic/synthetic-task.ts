import type { Task } from '../experiment/task.js';
import { expandSyntheticGrid, type SyntheticRun } from './expand-synthetic-grid.js';
import { type SyntheticConfig, syntheticSchema } from './synthetic-config.js';
import type { SyntheticOutcome } from './synthetic-records.js';

/** Class heads on a distribution that is known in full: what each can express at which width. */
export const syntheticTask: Task<SyntheticConfig, SyntheticRun, SyntheticOutcome> = {
  name: 'synthetic',
  schema: syntheticSchema,
  paths: [],
  expandGrid: expandSyntheticGrid,
  load: async () => (await import('./synthetic-work.js')).syntheticWork,
};
