import { describeKind } from './check-integer.js';

/**
 * Checks that an argument is a Float64Array of a known length.
 *
 * @throws TypeError when it is not one, RangeError when it has another length
 */
export function checkFloat64(
  place: string,
  name: string,
  value: unknown,
  length: number,
): asserts value is Float64Array {
  if (!(value instanceof Float64Array)) {
    throw new TypeError(`${place}: ${name} must be a Float64Array, got ${describeKind(value)}`);
  }
  if (value.length !== length) {
    throw new RangeError(`${place}: ${name} must have ${length} entries, got ${value.length}`);
  }
}
