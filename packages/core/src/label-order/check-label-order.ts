import { describeKind } from '../checks/check-integer.js';

/**
 * Checks that a value lists every label once.
 *
 * @throws TypeError when it is no array, RangeError when a label is missing, unknown or there twice
 */
export function checkLabelOrder(place: string, order: ArrayLike<number>, numLabels: number): void {
  if (typeof order !== 'object' || order === null || typeof order.length !== 'number') {
    throw new TypeError(`${place}: order must be an array of labels, got ${describeKind(order)}`);
  }
  if (order.length !== numLabels) {
    throw new RangeError(`${place}: order must have all ${numLabels} labels, got ${order.length}`);
  }
  const isThere = new Uint8Array(numLabels);
  for (let position = 0; position < numLabels; position++) {
    const label = order[position]!;
    if (!Number.isInteger(label) || label < 0 || label >= numLabels) {
      throw new RangeError(
        `${place}: order[${position}] must be a label in [0, ${numLabels}), got ${String(label)}`,
      );
    }
    if (isThere[label] === 1) throw new RangeError(`${place}: order has label ${label} twice`);
    isThere[label] = 1;
  }
}
