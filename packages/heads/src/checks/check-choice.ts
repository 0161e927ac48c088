import { describeKind } from './describe-kind.js';

/**
 * Checks that an option is one of a few words.
 *
 * @throws TypeError when it is no string, RangeError when it is another
 */
export function checkChoice<Word extends string>(
  place: string,
  name: string,
  value: unknown,
  words: readonly Word[],
): asserts value is Word {
  const expected = words.map((word) => JSON.stringify(word)).join(', ');
  if (typeof value !== 'string') {
    throw new TypeError(`${place}: ${name} must be one of ${expected}, got ${describeKind(value)}`);
  }
  if (!(words as readonly string[]).includes(value)) {
    throw new RangeError(`${place}: ${name} must be one of ${expected}, got ${JSON.stringify(value)}`);
  }
}
