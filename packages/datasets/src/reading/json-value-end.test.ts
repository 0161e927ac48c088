import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonValueEnd } from './json-value-end.js';

/** Where the value at the start of a text ends, given in chunks of one size. */
function endOf(text: string, size: number): number {
  const bytes = Buffer.from(text);
  const value = jsonValueEnd();
  value.begin(bytes[0]!);
  for (let from = 1; from < bytes.length; from += size) {
    const end = value.find(bytes.subarray(from, from + size), 0);
    if (end >= 0) return from + end;
  }
  return -1;
}

test('finds the end of any value, in chunks of any size', () => {
  const strings = fc.string({ unit: fc.constantFrom('"', '\\', '{', ']', 'é', 'abcdefghijklmnop') });
  const values = fc.oneof(fc.jsonValue(), strings, fc.array(strings), fc.dictionary(strings, strings));
  fc.assert(
    fc.property(
      values,
      fc.constantFrom(',', ']', ' ,"', '\n}'),
      fc.integer({ min: 1, max: 99 }),
      (value, rest, size) => {
        const text = JSON.stringify(value);
        expect(endOf(`${text}${rest}`, size)).toBe(Buffer.byteLength(text));
      },
    ),
    { numRuns: 300 },
  );
});

test.each(['{"a":1', '"a\\"', '"a\\', '12', '[[]'])('%s goes on behind the chunk', (text) => {
  for (const size of [1, 2, 100]) expect(endOf(text, size)).toBe(-1);
});
