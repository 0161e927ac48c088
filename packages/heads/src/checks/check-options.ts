import { describeKind } from './describe-kind.js';

/**
 * Checks that the options are one object without a misspelt key.
 *
 * @throws TypeError when it is no object, or naming the first key that is not in `known`
 */
export function checkOptions(
  place: string,
  options: unknown,
  known: readonly string[],
): asserts options is Record<string, unknown> {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${place}: expected one options object, got ${describeKind(options)}`);
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new TypeError(`${place}: unknown option ${JSON.stringify(key)}; it takes ${known.join(', ')}`);
    }
  }
}
