import { describe, expect, it } from 'vitest';
import { labelCardinality } from './label-cardinality.js';
import { labelCounts } from './label-counts.js';
import { labelSetsFrom } from './label-sets.js';

describe('labelCounts', () => {
  it('counts each label', () => {
    expect(labelCounts(labelSetsFrom([[0, 2], [2], []], 4))).toEqual(Uint32Array.of(1, 0, 2, 0));
  });
});

describe('labelCardinality', () => {
  it('describes the sizes', () => {
    expect(labelCardinality(labelSetsFrom([[0, 2], [2], [], [0, 1, 2, 3]], 4))).toEqual({
      numSets: 4,
      numLabels: 4,
      min: 0,
      max: 4,
      mean: 1.75,
      median: 1.5,
      density: 0.4375,
      histogram: [1, 1, 1, 0, 1],
    });
    expect(labelCardinality(labelSetsFrom([[1], [0, 1], [2]], 3)).median).toBe(1);
  });

  it('is all zeros for nothing', () => {
    expect(labelCardinality(labelSetsFrom([], 0))).toEqual({
      numSets: 0,
      numLabels: 0,
      min: 0,
      max: 0,
      mean: 0,
      median: 0,
      density: 0,
      histogram: [0],
    });
  });

  it('refuses label sets that are none', () => {
    expect(() => labelCardinality([[1]] as never)).toThrow(TypeError);
    expect(() => labelCounts(null as never)).toThrow(TypeError);
  });
});
