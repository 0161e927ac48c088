import { z } from 'zod';
import type { TaskConfig } from '../experiment/task-run.js';
import { tasks } from './tasks.js';

/** Schema of an experiment's YAML file: that of its task. */
export const experimentSchema: z.ZodType<TaskConfig> = z.discriminatedUnion('task', [
  tasks[0].schema,
  ...tasks.slice(1).map(({ schema }) => schema),
]);
