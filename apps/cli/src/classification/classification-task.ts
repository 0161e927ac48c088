import type { Task } from '../experiment/task.js';
import type { TaskConfig } from '../experiment/task-run.js';
import { type ClassificationConfig, classificationSchema } from './classification-config.js';
import { dataPaths } from './config/data.js';
import { encoderPaths } from './config/encoder.js';
import { expandGrid, type GridRun } from './expand-grid.js';
import type { ClassificationOutcome } from './run-records.js';

/** Heads on examples with labels: trained, evaluated, and asked what they can output. */
export const classificationTask: Task<ClassificationConfig, GridRun, ClassificationOutcome> = {
  name: 'classification',
  schema: classificationSchema,
  paths: [...dataPaths.map((path) => `data.${path}`), ...encoderPaths.map((path) => `encoder.${path}`)],
  expandGrid,
  load: async () => (await import('./classification-work.js')).classificationWork,
};

/** Whether a configuration is one of this task. */
export function isClassification(config: TaskConfig): config is ClassificationConfig {
  return config.task === classificationTask.name;
}
