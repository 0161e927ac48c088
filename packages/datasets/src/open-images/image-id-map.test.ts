import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatImageId, parseImageId } from './image-id.js';
import { createImageIdMap } from './image-id-map.js';

const digits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((id) => id.toString(16).padStart(16, '0'));

test('ids come back as they were', () => {
  fc.assert(
    fc.property(digits, (id) => {
      expect(formatImageId(parseImageId(id)!)).toBe(id);
    }),
  );
  for (const text of ['', '123', '000026E7ee790996', '000026e7ee790996 ', 'g00026e7ee790996']) {
    expect(parseImageId(text)).toBeUndefined();
  }
});

test('the map does what a Map does, also when it has grown', () => {
  // Few different halves, so that ids share one of them.
  const half = fc.integer({ min: 0, max: 40 }).map((n) => Math.imul(n, 0x01000193) >>> 0);
  fc.assert(
    fc.property(fc.array(fc.tuple(half, half), { maxLength: 2000, size: 'max' }), (ids) => {
      const map = createImageIdMap();
      const expected = new Map<string, number>();
      for (const [value, [high, low]] of ids.entries()) {
        const key = formatImageId({ high, low });
        expect(map.add({ high, low }, value)).toBe(!expected.has(key));
        if (!expected.has(key)) expected.set(key, value);
      }
      expect(map.size).toBe(expected.size);
      for (const [high, low] of ids) {
        expect(map.get({ high, low })).toBe(expected.get(formatImageId({ high, low })));
      }
      expect(map.get({ high: 1, low: 2 })).toBeUndefined();
    }),
    { numRuns: 10 },
  );
});
