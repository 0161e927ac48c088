import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelSetsFrom } from './label-sets.js';
import { labelSetsFromDense } from './label-sets-from-dense.js';
import { labelSetsToDense } from './label-sets-to-dense.js';

describe('label sets and 0/1 tables', () => {
  it('converts by hand', () => {
    const sets = labelSetsFrom([[1], [], [0, 2]], 3);
    const dense = Float32Array.of(0, 1, 0, 0, 0, 0, 1, 0, 1);
    expect(labelSetsToDense(sets)).toEqual(dense);
    expect(labelSetsFromDense({ data: dense, numRows: 3, numLabels: 3 })).toEqual(sets);
  });

  it('goes there and back', () => {
    fc.assert(
      fc.property(
        fc.nat(6),
        fc.nat(6),
        fc.infiniteStream(fc.constantFrom(0, 1)),
        (numRows, numLabels, bits) => {
          const data = Float32Array.from({ length: numRows * numLabels }, () => bits.next().value as number);
          expect(labelSetsToDense(labelSetsFromDense({ data, numRows, numLabels }))).toEqual(data);
        },
      ),
    );
  });

  it('refuses entries other than 0 and 1, naming row and label', () => {
    const read = (data: ArrayLike<number>) => () => labelSetsFromDense({ data, numRows: 2, numLabels: 2 });
    expect(read([0, 1, 0, 0.5])).toThrow('row 1, label 1: expected 0 or 1, got 0.5');
    expect(read([0, Number.NaN, 0, 0])).toThrow(/row 0, label 1.*NaN/);
    expect(read([0, 1, 0])).toThrow(/need 4 entries, got 3/);
    expect(read(7 as unknown as number[])).toThrow(TypeError);
    expect(() => labelSetsToDense({} as ReturnType<typeof labelSetsFrom>)).toThrow(TypeError);
  });
});
