import { checkInteger, describeKind } from '../checks/check-integer.js';
import { checkLabels } from './check-labels.js';

/**
 * The sign vector of a label set: +1 where the label is active, -1 elsewhere.
 *
 * @param labels different integers in [0, n), in any order
 * @param numLabels n >= 1
 * @throws TypeError, RangeError when a label is out of range or occurs twice
 */
export function signVectorFrom(labels: Iterable<number>, numLabels: number): Int8Array {
  checkInteger('signVectorFrom', 'numLabels', numLabels, 1);
  const signs = new Int8Array(numLabels).fill(-1);
  for (const label of checkLabels('signVectorFrom', labels, numLabels)) signs[label] = 1;
  return signs;
}

/**
 * The label set of a sign vector: the positions of its +1, in increasing order.
 *
 * @param signs entries +1 and -1 (of any array type)
 * @throws TypeError when it is no array, RangeError naming the position when an entry is neither
 */
export function labelsFromSignVector(signs: ArrayLike<number>): Uint32Array {
  if (typeof signs !== 'object' || signs === null || typeof signs.length !== 'number') {
    throw new TypeError(`labelsFromSignVector: expected an array of signs, got ${describeKind(signs)}`);
  }
  const labels: number[] = [];
  for (let i = 0; i < signs.length; i++) {
    if (signs[i] === 1) labels.push(i);
    else if (signs[i] !== -1) {
      throw new RangeError(`labelsFromSignVector: signs[${i}] must be 1 or -1, got ${signs[i]}`);
    }
  }
  return Uint32Array.from(labels);
}
