import { describe, expect, it } from 'vitest';
import { countKSparseLabelSets } from '../counting/count-k-sparse-label-sets.js';
import { enumerateKSparseLabelSets, enumerateLabelSets } from './enumerate-label-sets.js';

describe('enumerateLabelSets', () => {
  it('counts up in binary', () => {
    const sets = [...enumerateLabelSets({ numLabels: 3 })].map((labels) => [...labels]);
    expect(sets).toEqual([[], [0], [1], [0, 1], [2], [0, 2], [1, 2], [0, 1, 2]]);
  });

  it('gives 2^n different sets', () => {
    for (let n = 1; n <= 12; n++) {
      expect(new Set([...enumerateLabelSets({ numLabels: n })].map((set) => set.join())).size).toBe(2 ** n);
    }
  });

  it('refuses too many at the call', () => {
    expect(() => enumerateLabelSets({ numLabels: 23 })).toThrow(/2\^23 label sets, more than the limit/);
    expect(() => enumerateLabelSets({ numLabels: 2000, limit: Number.MAX_SAFE_INTEGER })).toThrow(RangeError);
    expect(() => enumerateLabelSets({ numLabels: 4, limit: 15 })).toThrow(RangeError);
    expect(() => enumerateLabelSets({ numLabels: 0 })).toThrow(RangeError);
    expect(enumerateLabelSets({ numLabels: 4, limit: 16 }).next().value).toEqual(new Uint32Array(0));
  });
});

describe('enumerateKSparseLabelSets', () => {
  it('goes by size, then in lexicographic order', () => {
    const sets = [...enumerateKSparseLabelSets({ numLabels: 4, k: 2 })].map((labels) => [...labels]);
    expect(sets).toEqual([[], [0], [1], [2], [3], [0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]);
  });

  it('gives as many different sets as are counted, and all sets for k >= n', () => {
    for (let n = 1; n <= 9; n++) {
      for (let k = 0; k <= n + 1; k++) {
        const sets = [...enumerateKSparseLabelSets({ numLabels: n, k })].map((set) => set.join());
        expect(BigInt(new Set(sets).size)).toBe(countKSparseLabelSets({ numLabels: n, k }));
        expect(BigInt(sets.length)).toBe(countKSparseLabelSets({ numLabels: n, k }));
      }
    }
  });

  it('refuses too many at the call', () => {
    expect(() => enumerateKSparseLabelSets({ numLabels: 1000, k: 3 })).toThrow(
      /166667501 label sets of at most 3/,
    );
    expect(() => enumerateKSparseLabelSets({ numLabels: 1000, k: 500 })).toThrow(/about 10\^\d+ label sets/);
    expect(() => enumerateKSparseLabelSets({ numLabels: 5, k: -1 })).toThrow(RangeError);
  });
});
