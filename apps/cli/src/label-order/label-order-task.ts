import { dataPaths } from '../classification/config/data.js';
import type { Task } from '../experiment/task.js';
import { expandOrders, type LabelOrderRun } from './expand-orders.js';
import type { LabelOrderOutcome } from './label-order-records.js';
import { type LabelOrderStudyConfig, labelOrderStudySchema } from './label-order-study-config.js';

/** Label orders: what fixed bases can output in each, without training and with it. */
export const labelOrderTask: Task<LabelOrderStudyConfig, LabelOrderRun, LabelOrderOutcome> = {
  name: 'label-order',
  schema: labelOrderStudySchema,
  paths: dataPaths.map((path) => `data.${path}`),
  expandGrid: expandOrders,
  load: async () => (await import('./label-order-work.js')).labelOrderWork,
};
