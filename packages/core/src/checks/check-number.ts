import { describeKind } from './check-integer.js';

/**
 * Checks that an argument is a finite number in [min, max].
 *
 * @throws TypeError when it is not a number, RangeError when it is not finite or outside
 */
export function checkNumber(
  place: string,
  name: string,
  value: unknown,
  min: number = -Number.MAX_VALUE,
  max: number = Number.MAX_VALUE,
): asserts value is number {
  if (typeof value !== 'number') {
    throw new TypeError(`${place}: ${name} must be a number, got ${describeKind(value)}`);
  }
  if (!(value >= min && value <= max)) {
    const lower = min === -Number.MAX_VALUE ? '' : ` >= ${min}`;
    const upper = max === Number.MAX_VALUE ? '' : ` <= ${max}`;
    const bounds = [lower, upper].filter((bound) => bound !== '').join(' and');
    throw new RangeError(`${place}: ${name} must be a finite number${bounds}, got ${value}`);
  }
}
