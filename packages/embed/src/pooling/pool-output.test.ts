import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poolOutput } from './pool-output.js';

describe('poolOutput', () => {
  it('never looks at what fills up a batch', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('mean', 'cls', 'last'),
        (dim, extra, lengths, pooling) => {
          const longest = Math.max(...lengths) + extra;
          const data = new Float32Array(lengths.length * longest * dim).fill(Number.NaN);
          const alone: number[] = [];
          for (const [row, length] of lengths.entries()) {
            const own = Float32Array.from({ length: length * dim }, (_, i) => (row + 1) * (i - 3));
            data.set(own, row * longest * dim);
            alone.push(...poolOutput({ shape: [1, length, dim], data: own }, pooling));
          }
          const together = poolOutput({ shape: [lengths.length, longest, dim], data }, pooling, lengths);
          expect([...together]).toEqual(alone);
        },
      ),
    );
  });

  it('is the mean, the first or the last', () => {
    const output = { shape: [1, 3, 2], data: Float32Array.of(1, 2, 3, 4, 8, 9) };
    expect([...poolOutput(output, 'mean')]).toEqual([4, 5]);
    expect([...poolOutput(output, 'cls')]).toEqual([1, 2]);
    expect([...poolOutput(output, 'last')]).toEqual([8, 9]);
    expect([...poolOutput({ shape: [1, 2, 1, 3], data: output.data }, 'mean')]).toEqual([2, 7]);
  });

  it('refuses what does not fit', () => {
    const data = new Float32Array(4);
    expect(() => poolOutput({ shape: [2, 2], data }, 'mean')).toThrow(RangeError);
    expect(() => poolOutput({ shape: [1, 2, 2], data }, 'none')).toThrow('expected mean, cls or last');
    expect(() => poolOutput({ shape: [1, 1, 2, 2], data }, 'none')).toThrow('expected mean');
    expect(() => poolOutput({ shape: [4], data }, 'mean')).toThrow('2, 3 or 4 axes');
  });
});
