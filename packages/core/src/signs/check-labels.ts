import { describeKind } from '../checks/check-integer.js';

/**
 * Checks one label set and returns it sorted, as a new array.
 *
 * @throws TypeError when it is not iterable, RangeError when a label is not an integer in [0, n) or occurs twice
 */
export function checkLabels(place: string, labels: Iterable<number>, numLabels: number): Uint32Array {
  if (typeof labels !== 'object' || labels === null || !(Symbol.iterator in labels)) {
    throw new TypeError(
      `${place}: labels must be an iterable (such as an array), got ${describeKind(labels)}`,
    );
  }
  const list = [...labels];
  for (const label of list) {
    if (!Number.isInteger(label) || label < 0 || label >= numLabels) {
      throw new RangeError(`${place}: label ${label} is not an integer in [0, ${numLabels})`);
    }
  }
  const sorted = Uint32Array.from(list).sort();
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1]) throw new RangeError(`${place}: label ${sorted[i]} occurs twice`);
  }
  return sorted;
}
