import { describe, expect, it } from 'vitest';
import { checkLabelSets } from './check-label-sets.js';
import { checkSparseRows } from './check-sparse-rows.js';
import { labelSetsFrom } from './label-sets.js';
import type { SparseRows } from './sparse-rows.js';

const good: SparseRows = {
  numRows: 2,
  numCols: 4,
  offsets: Uint32Array.of(0, 2, 3),
  indices: Uint32Array.of(3, 1, 1),
  values: Float32Array.of(0.5, -1, 0),
};

describe('checkSparseRows', () => {
  it('takes rows in any order, with and without values, and none', () => {
    const { values: _, ...withoutValues } = good;
    checkSparseRows(good);
    checkSparseRows(withoutValues);
    checkSparseRows({ numRows: 0, numCols: 0, offsets: Uint32Array.of(0), indices: new Uint32Array(0) });
  });

  it.each<[string, unknown, RegExp, 'TypeError' | 'RangeError']>([
    ['no object', 7, /bag: expected .*got a number \(7\)/, 'TypeError'],
    ['null', null, /got null/, 'TypeError'],
    [
      'no counts',
      { ...good, numRows: undefined },
      /bag: numRows must be a number, got undefined/,
      'TypeError',
    ],
    ['negative count', { ...good, numCols: -1 }, /numCols must be an integer >= 0, got -1/, 'RangeError'],
    [
      'plain offsets',
      { ...good, offsets: [0, 2, 3] },
      /offsets must be a Uint32Array, got an array/,
      'TypeError',
    ],
    ['plain indices', { ...good, indices: [3, 1, 1] }, /indices must be a Uint32Array/, 'TypeError'],
    [
      'offsets too short',
      { ...good, offsets: Uint32Array.of(0, 3) },
      /2 rows need 3 offsets, got 2/,
      'RangeError',
    ],
    [
      'first offset',
      { ...good, offsets: Uint32Array.of(1, 2, 3) },
      /first offset must be 0, got 1/,
      'RangeError',
    ],
    ['last offset', { ...good, offsets: Uint32Array.of(0, 2, 2) }, /last offset .* 3, got 2/, 'RangeError'],
    [
      'offsets down',
      { ...good, numRows: 3, offsets: Uint32Array.of(0, 2, 1, 3) },
      /row 1: .*2 then 1/,
      'RangeError',
    ],
    [
      'offsets past',
      { ...good, numRows: 2, offsets: Uint32Array.of(0, 9, 3) },
      /row 0: .*0 then 9/,
      'RangeError',
    ],
    [
      'index',
      { ...good, indices: Uint32Array.of(3, 1, 4) },
      /row 1: index 4 is not in \[0, 4\)/,
      'RangeError',
    ],
    ['plain values', { ...good, values: [1, 2, 3] }, /values must be a Float32Array/, 'TypeError'],
    [
      'values length',
      { ...good, values: new Float32Array(2) },
      /3 indices need as many values, got 2/,
      'RangeError',
    ],
    [
      'NaN',
      { ...good, values: Float32Array.of(1, 2, Number.NaN) },
      /row 1: the value at index 1 is NaN/,
      'RangeError',
    ],
  ])('refuses %s', (_, value, message, kind) => {
    const check = (): void => checkSparseRows(value, 'bag');
    expect(check).toThrow(message);
    expect(check).toThrow(expect.objectContaining({ name: kind }));
  });
});

describe('checkLabelSets', () => {
  const sets = labelSetsFrom([[1, 3], [], [0]], 4);

  it('takes sorted rows of the expected size', () => {
    checkLabelSets(sets);
    checkLabelSets(sets, { numLabels: 4, numRows: 3 });
    // A row may start below the end of the row before it.
    checkLabelSets(labelSetsFrom([[3], [0]], 4));
  });

  it('refuses what is unsorted, repeated, valued or of another size', () => {
    const unsorted = { ...sets, indices: Uint32Array.of(3, 1, 0) };
    expect(() => checkLabelSets(unsorted)).toThrow('label sets: row 0: labels must increase, got 3 then 1');
    const repeated = { ...sets, indices: Uint32Array.of(1, 1, 0) };
    expect(() => checkLabelSets(repeated, { name: 'gold' })).toThrow('gold: row 0: label 1 occurs twice');
    expect(() => checkLabelSets({ ...sets, values: new Float32Array(3) })).toThrow(TypeError);
    expect(() => checkLabelSets(sets, { numLabels: 5 })).toThrow(/expected numCols = 5 labels, got 4/);
    expect(() => checkLabelSets(sets, { numRows: 2 })).toThrow(/expected 2 rows, got 3/);
    expect(() => checkLabelSets([[1]])).toThrow(TypeError);
  });
});
