import { describeKind } from './describe-kind.js';

/**
 * Checks that an option is a finite number in [min, max].
 *
 * @throws TypeError when it is not a number, RangeError when it is NaN, infinite or outside
 */
export function checkNumber(
  place: string,
  name: string,
  value: unknown,
  min: number,
  max: number = Number.MAX_VALUE,
): asserts value is number {
  if (typeof value !== 'number') {
    throw new TypeError(`${place}: ${name} must be a number, got ${describeKind(value)}`);
  }
  if (!(value >= min && value <= max)) {
    const bounds =
      max !== Number.MAX_VALUE
        ? `in [${min}, ${max}]`
        : min === -Number.MAX_VALUE
          ? 'finite'
          : `finite and >= ${min}`;
    throw new RangeError(`${place}: ${name} must be ${bounds}, got ${value}`);
  }
}
