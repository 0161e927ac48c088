import { describeKind } from '../checks/check-integer.js';

/** Checks an array that has a number for every row and class: its kind, its length, and that all are in [min, max]. */
export function checkClassValues(
  place: string,
  name: string,
  values: unknown,
  numRows: number,
  numClasses: number,
  min: number = Number.NEGATIVE_INFINITY,
  max: number = Number.POSITIVE_INFINITY,
): asserts values is Float32Array | Float64Array {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) {
    throw new TypeError(
      `${place}: ${name} must be a Float32Array or a Float64Array, got ${describeKind(values)}`,
    );
  }
  if (values.length !== numRows * numClasses) {
    throw new RangeError(
      `${place}: ${numRows} rows of ${numClasses} classes need ${numRows * numClasses} ${name}, got ${values.length}`,
    );
  }
  for (let i = 0; i < values.length; i++) {
    if (!(values[i]! >= min && values[i]! <= max)) {
      const expected = max === Number.POSITIVE_INFINITY ? 'be numbers' : `be in [${min}, ${max}]`;
      throw new RangeError(
        `${place}: ${name} must ${expected}, that of row ${Math.floor(i / numClasses)}, class ${i % numClasses} is ${values[i]}`,
      );
    }
  }
}
