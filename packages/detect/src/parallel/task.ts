import type { DetectorCore } from '../detector/detector-core.js';
import type { PreparedSet } from './prepare-item.js';

/** What is done with every label set of a list. */
export type Task =
  | { readonly kind: 'check' }
  | { readonly kind: 'radius'; readonly box: number; readonly epsilon: number };

/** Does a task for one label set. The result can be posted between threads. */
export function runTask(core: DetectorCore, task: Task, { labels, ...hints }: PreparedSet): Promise<unknown> {
  return task.kind === 'check' ? core.check(labels, hints) : core.radius(labels, task.box, task.epsilon);
}
