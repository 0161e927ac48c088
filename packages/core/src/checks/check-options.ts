import { describeKind } from './check-integer.js';

/**
 * Checks that a function was called with an options object.
 *
 * @throws TypeError naming the function
 */
export function checkOptions(place: string, options: unknown): asserts options is object {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${place}: expected one options object, got ${describeKind(options)}`);
  }
}
