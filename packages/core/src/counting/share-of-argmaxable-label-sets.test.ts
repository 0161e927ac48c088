import { describe, expect, it } from 'vitest';
import { shareOfArgmaxableLabelSets } from './share-of-argmaxable-label-sets.js';

describe('shareOfArgmaxableLabelSets', () => {
  it('is the count over 2^n', () => {
    const threeQuarters = shareOfArgmaxableLabelSets({ numLabels: 3, dim: 2 });
    expect(threeQuarters.share).toBe(0.75);
    expect(threeQuarters.log2).toBeCloseTo(Math.log2(0.75), 14);
    expect(shareOfArgmaxableLabelSets({ numLabels: 3, dim: 2, bias: true }).share).toBe(7 / 8);
    // d = n/2 without a bias is exactly one half.
    const half = shareOfArgmaxableLabelSets({ numLabels: 1000, dim: 500 });
    expect(half.share).toBeCloseTo(0.5, 14);
    expect(half.log2).toBeCloseTo(-1, 14);
    expect(shareOfArgmaxableLabelSets({ numLabels: 40000, dim: 40000 })).toEqual({ share: 1, log2: 0 });
    expect(shareOfArgmaxableLabelSets({ numLabels: 4, dim: 0 })).toEqual({ share: 0, log2: -Infinity });
  });

  it('keeps the logarithm where the share underflows', () => {
    // One feature: 2 of 2^n.
    expect(shareOfArgmaxableLabelSets({ numLabels: 1001, dim: 1 })).toEqual({
      share: 2 ** -1000,
      log2: -1000,
    });
    expect(shareOfArgmaxableLabelSets({ numLabels: 1070, dim: 1 }).share).toBe(2 ** -1069);
    expect(shareOfArgmaxableLabelSets({ numLabels: 20000, dim: 1 })).toEqual({ share: 0, log2: -19999 });
  });
});
