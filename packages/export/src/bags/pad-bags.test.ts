import { labelSetsFrom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { padBags } from './pad-bags.js';

describe('padBags', () => {
  it('fills rows up with weight 0', () => {
    expect(padBags(labelSetsFrom([[4, 7], [], [2, 3, 9]], 10))).toEqual({
      numRows: 3,
      length: 3,
      indices: Int32Array.of(4, 7, 0, 0, 0, 0, 2, 3, 9),
      weights: Float32Array.of(1, 1, 0, 0, 0, 0, 1, 1, 1),
    });
  });

  it('takes the values of the rows', () => {
    const rows = { ...labelSetsFrom([[4], [0, 5]], 6), values: Float32Array.of(-2, 0.5, 3) };
    expect(padBags(rows).weights).toEqual(Float32Array.of(-2, 0, 0.5, 3));
  });

  it('gives empty rows one entry, and no rows none', () => {
    expect(padBags(labelSetsFrom([[]], 6))).toMatchObject({ length: 1, weights: Float32Array.of(0) });
    expect(padBags(labelSetsFrom([], 6))).toMatchObject({
      numRows: 0,
      length: 1,
      weights: new Float32Array(0),
    });
  });
});
