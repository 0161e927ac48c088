import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSignChanges } from './count-sign-changes.js';
import { labelsFromSignVector } from './sign-vectors.js';

describe('countSignChanges', () => {
  it('counts by hand', () => {
    const changes = (labels: number[], numLabels: number): [number, number] => [
      countSignChanges({ labels, numLabels, along: 'line' }),
      countSignChanges({ labels, numLabels, along: 'cycle' }),
    ];
    expect(changes([], 6)).toEqual([0, 0]);
    expect(changes([0, 1, 2, 3, 4, 5], 6)).toEqual([0, 0]);
    expect(changes([0], 6)).toEqual([1, 2]);
    expect(changes([5], 6)).toEqual([1, 2]);
    expect(changes([2], 6)).toEqual([2, 2]);
    expect(changes([0, 5], 6)).toEqual([2, 2]);
    expect(changes([4, 2, 0], 6)).toEqual([5, 6]);
    expect(changes([0], 1)).toEqual([0, 0]);
    expect(changes([1], 2)).toEqual([1, 2]);
  });

  it('equals comparing each sign with its neighbour', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(1, -1), { minLength: 1, maxLength: 30 }), (signs) => {
        const numLabels = signs.length;
        const labels = labelsFromSignVector(signs);
        const along = signs.filter((sign, i) => i > 0 && sign !== signs[i - 1]).length;
        expect(countSignChanges({ labels, numLabels, along: 'line' })).toBe(along);
        expect(countSignChanges({ labels, numLabels, along: 'cycle' })).toBe(
          along + (signs[0] === signs[numLabels - 1] ? 0 : 1),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('refuses an unknown order and bad labels', () => {
    expect(() => countSignChanges({ labels: [], numLabels: 2, along: 'circle' as 'cycle' })).toThrow(
      /got circle/,
    );
    expect(() => countSignChanges({ labels: [2], numLabels: 2, along: 'line' })).toThrow(RangeError);
    expect(() => countSignChanges({ labels: [], numLabels: 0, along: 'line' })).toThrow(RangeError);
  });
});
