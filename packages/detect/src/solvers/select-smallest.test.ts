import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectSmallest } from './select-smallest.js';

describe('selectSmallest', () => {
  it('is sorting, cut short', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: -20, max: 25 }),
        (numbers, most, limit) => {
          const values = Float64Array.from(numbers);
          const skip = Uint8Array.from(numbers, (_, i) => (i % 3 === 0 ? 1 : 0));
          const found = selectSmallest(values, skip, limit, most);
          const expected = numbers
            .filter((value, i) => i % 3 !== 0 && value < limit)
            .sort((a, b) => a - b)
            .slice(0, most);
          expect(found.map((i) => values[i])).toEqual(expected);
          expect(new Set(found).size).toBe(found.length);
          expect(found.every((i) => i % 3 !== 0)).toBe(true);
        },
      ),
    );
  });
});
