import { checkInteger } from '../checks/check-integer.js';
import { createRandom } from '../random/random.js';

/**
 * All labels in a random order.
 *
 * @param numLabels number of labels n >= 1
 * @param seed the same seed gives the same order
 * @returns `order[position]` is a label in [0, n)
 * @throws TypeError, RangeError when an argument is none of these
 */
export function randomLabelOrder(numLabels: number, seed: number): Uint32Array {
  checkInteger('randomLabelOrder', 'numLabels', numLabels, 1);
  const order = Uint32Array.from({ length: numLabels }, (_, label) => label);
  return createRandom([seed, 'label order']).shuffle(order);
}
