import { describe, expect, it } from 'vitest';
import { countKSparseLabelSets } from './count-k-sparse-label-sets.js';

describe('countKSparseLabelSets', () => {
  it('counts sets of at most k labels', () => {
    expect(countKSparseLabelSets({ numLabels: 5, k: 0 })).toBe(1n);
    expect(countKSparseLabelSets({ numLabels: 5, k: 2 })).toBe(16n);
    expect(countKSparseLabelSets({ numLabels: 5, k: 5 })).toBe(32n);
    expect(countKSparseLabelSets({ numLabels: 5, k: 9 })).toBe(32n);
    expect(countKSparseLabelSets({ numLabels: 8921, k: 2 })).toBe(1n + 8921n + (8921n * 8920n) / 2n);
  });

  it('refuses what is no count', () => {
    expect(() => countKSparseLabelSets({ numLabels: 0, k: 0 })).toThrow(RangeError);
    expect(() => countKSparseLabelSets({ numLabels: 3, k: -1 })).toThrow(RangeError);
  });
});
