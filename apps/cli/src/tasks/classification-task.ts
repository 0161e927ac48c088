import { type ClassificationConfig, classificationSchema } from '../config/classification.js';
import { expandGrid, type GridRun } from '../experiment/expand-grid.js';
import type { RunOutcome } from '../experiment/perform-run.js';
import type { Task, TaskConfig } from './task.js';

/** Heads on examples with labels: trained, evaluated, and asked what they can output. */
export const classificationTask: Task<ClassificationConfig, GridRun, RunOutcome> = {
  name: 'classification',
  schema: classificationSchema,
  expandGrid,
  load: async () => (await import('../experiment/classification-work.js')).classificationWork,
};

/** Whether a configuration is one of this task. */
export function isClassification(config: TaskConfig): config is ClassificationConfig {
  return config.task === classificationTask.name;
}
