import { checkInteger, describeKind } from '../checks/check-integer.js';
import type { LabelSets } from './sparse-rows.js';

/**
 * Label sets with exactly one label each: row r is {classes[r]}.
 *
 * @param classes one class number per row
 * @param numClasses the number of classes n; every class must be an integer in [0, n)
 * @throws TypeError when `classes` is no array, RangeError naming the row when a class is out of range
 */
export function labelSetsFromClasses(classes: ArrayLike<number>, numClasses: number): LabelSets {
  const place = 'labelSetsFromClasses';
  checkInteger(place, 'numClasses', numClasses, 0);
  if (typeof classes !== 'object' || classes === null || typeof classes.length !== 'number') {
    throw new TypeError(`${place}: classes must be an array of numbers, got ${describeKind(classes)}`);
  }
  const numRows = classes.length;
  const offsets = new Uint32Array(numRows + 1);
  const indices = new Uint32Array(numRows);
  for (let row = 0; row < numRows; row++) {
    const label = classes[row]!;
    if (!Number.isInteger(label) || label < 0 || label >= numClasses) {
      throw new RangeError(`${place}: row ${row}: class ${label} is not an integer in [0, ${numClasses})`);
    }
    indices[row] = label;
    offsets[row + 1] = row + 1;
  }
  return { numRows, numCols: numClasses, offsets, indices };
}
