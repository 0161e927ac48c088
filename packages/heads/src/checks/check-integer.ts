import { describeKind } from './describe-kind.js';

/**
 * Checks that an option is an integer in [min, max].
 *
 * @param place the public function that was called, for the message
 * @param why what the upper bound comes from, and how to stay below it; added to the message
 * @throws TypeError when it is not a number, RangeError when it is not such an integer
 */
export function checkInteger(
  place: string,
  name: string,
  value: unknown,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
  why = '',
): asserts value is number {
  if (typeof value !== 'number') {
    throw new TypeError(`${place}: ${name} must be a number, got ${describeKind(value)}`);
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    const bounds = max === Number.MAX_SAFE_INTEGER ? `>= ${min}` : `in [${min}, ${max}]`;
    throw new RangeError(
      `${place}: ${name} must be an integer ${bounds}, got ${value}${why === '' ? '' : `. ${why}`}`,
    );
  }
}
