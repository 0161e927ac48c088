import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLabelSets } from './check-label-sets.js';
import { labelSetAt, labelSetsFrom } from './label-sets.js';

describe('labelSetsFrom', () => {
  it('packs and sorts, and leaves its input alone', () => {
    const given = [[2, 0], [], new Set([1])] as const;
    const sets = labelSetsFrom(given, 3);
    expect(sets).toEqual({
      numRows: 3,
      numCols: 3,
      offsets: Uint32Array.of(0, 2, 2, 3),
      indices: Uint32Array.of(0, 2, 1),
    });
    expect(given[0]).toEqual([2, 0]);
    expect(labelSetsFrom([], 5)).toEqual({
      numRows: 0,
      numCols: 5,
      offsets: Uint32Array.of(0),
      indices: new Uint32Array(0),
    });
  });

  it('gives back what went in', () => {
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(fc.nat(40))), (lists) => {
        const sets = labelSetsFrom(lists, 41);
        checkLabelSets(sets, { numLabels: 41, numRows: lists.length });
        lists.forEach((list, row) => {
          expect([...labelSetAt(sets, row)]).toEqual([...list].sort((a, b) => a - b));
        });
      }),
    );
  });

  it('refuses labels that are none, naming the row', () => {
    expect(() => labelSetsFrom([[0], [3]], 3)).toThrow('label set 1: label 3 is not an integer in [0, 3)');
    expect(() => labelSetsFrom([[0.5]], 3)).toThrow(RangeError);
    expect(() => labelSetsFrom([[-1]], 3)).toThrow(RangeError);
    expect(() => labelSetsFrom([[Number.NaN]], 3)).toThrow(RangeError);
    expect(() => labelSetsFrom([[1, 2, 1]], 3)).toThrow('label set 0: label 1 occurs twice');
    expect(() => labelSetsFrom([5] as unknown as number[][], 3)).toThrow(/label set 0 must be an iterable/);
    expect(() => labelSetsFrom(undefined as unknown as number[][], 3)).toThrow(TypeError);
    expect(() => labelSetsFrom([], -1)).toThrow(RangeError);
  });
});

describe('labelSetAt', () => {
  it('is a view, and only of rows that exist', () => {
    const sets = labelSetsFrom([[0], [1, 2]], 3);
    expect(labelSetAt(sets, 1)).toEqual(Uint32Array.of(1, 2));
    expect(labelSetAt(sets, 1).buffer).toBe(sets.indices.buffer);
    expect(() => labelSetAt(sets, 2)).toThrow(/row must be an integer in \[0, 1\], got 2/);
    expect(() => labelSetAt(sets, -1)).toThrow(RangeError);
  });
});
