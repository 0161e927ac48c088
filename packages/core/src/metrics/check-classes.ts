import { checkInteger, describeKind } from '../checks/check-integer.js';

/** Checks that there is one class for every row, each an integer in [0, n). */
export function checkClasses(
  place: string,
  classes: unknown,
  numRows: number,
  numClasses: number,
): asserts classes is ArrayLike<number> {
  if (typeof classes !== 'object' || classes === null || !('length' in classes)) {
    throw new TypeError(`${place}: classes must be an array of numbers, got ${describeKind(classes)}`);
  }
  const list = classes as ArrayLike<number>;
  if (list.length !== numRows) {
    throw new RangeError(`${place}: ${numRows} rows need as many classes, got ${list.length}`);
  }
  for (let row = 0; row < numRows; row++) {
    checkInteger(place, `the class of row ${row}`, list[row], 0, numClasses - 1);
  }
}
