import { InputError } from '@sbn/core';
import { classificationTask } from '../classification/classification-task.js';
import { drawnLayersTask } from '../drawn-layers/drawn-layers-task.js';
import type { Task } from '../experiment/task.js';
import type { TaskConfig } from '../experiment/task-run.js';
import { imagesTask } from '../images/images-task.js';
import { labelOrderTask } from '../label-order/label-order-task.js';
import { languageModelTask } from '../language-model/language-model-task.js';
import { picturesOfLayersTask } from '../pictures-of-layers/pictures-of-layers-task.js';
import { syntheticTask } from '../synthetic/synthetic-task.js';

/** The tasks there are; a configuration that names none is one of the first. */
export const tasks: readonly [Task, ...Task[]] = [
  classificationTask,
  syntheticTask,
  languageModelTask,
  imagesTask,
  labelOrderTask,
  drawnLayersTask,
  picturesOfLayersTask,
];

/**
 * The task of a configuration.
 *
 * @throws InputError when there is no such task
 */
export function taskOf({ task: name = tasks[0].name }: Partial<TaskConfig>): Task {
  const found = tasks.find((task) => task.name === name);
  if (found !== undefined) return found;
  throw new InputError(`task: expected one of ${tasks.map((task) => task.name).join(', ')}, got "${name}"`, {
    code: 'bad-config',
  });
}
