import { describe, expect, it } from 'vitest';
import { labelSetsFrom } from './label-sets.js';
import { labelSetsFromClasses } from './label-sets-from-classes.js';

describe('labelSetsFromClasses', () => {
  it('is the list of sets of one label', () => {
    expect(labelSetsFromClasses([2, 0, 2], 3)).toEqual(labelSetsFrom([[2], [0], [2]], 3));
    expect(labelSetsFromClasses(Int32Array.of(1), 2)).toEqual(labelSetsFrom([[1]], 2));
    expect(labelSetsFromClasses([], 4)).toEqual(labelSetsFrom([], 4));
  });

  it('refuses what is no class, naming the row', () => {
    expect(() => labelSetsFromClasses([0, 3], 3)).toThrow('row 1: class 3 is not an integer in [0, 3)');
    for (const wrong of [-1, 0.5, Number.NaN]) {
      expect(() => labelSetsFromClasses([wrong], 3)).toThrow(RangeError);
    }
    expect(() => labelSetsFromClasses(undefined as unknown as number[], 3)).toThrow(/got undefined/);
    expect(() => labelSetsFromClasses([], -1)).toThrow(RangeError);
  });
});
