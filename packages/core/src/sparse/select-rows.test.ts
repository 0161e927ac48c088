import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelSetAt, labelSetsFrom } from './label-sets.js';
import { selectRows } from './select-rows.js';
import { sliceRows } from './slice-rows.js';
import type { SparseRows } from './sparse-rows.js';

const bag: SparseRows = {
  numRows: 3,
  numCols: 9,
  offsets: Uint32Array.of(0, 2, 2, 3),
  indices: Uint32Array.of(8, 1, 4),
  values: Float32Array.of(0.5, 2, 3),
};

describe('selectRows', () => {
  it('copies rows in the order asked for, again if asked again, values too', () => {
    expect(selectRows(bag, [2, 0, 2])).toEqual({
      numRows: 3,
      numCols: 9,
      offsets: Uint32Array.of(0, 1, 3, 4),
      indices: Uint32Array.of(4, 8, 1, 4),
      values: Float32Array.of(3, 0.5, 2, 3),
    });
    expect('values' in selectRows(labelSetsFrom([[1]], 2), [0])).toBe(false);
    expect(selectRows(bag, []).offsets).toEqual(Uint32Array.of(0));
  });

  it('refuses rows that are not there', () => {
    expect(() => selectRows(bag, [0, 3])).toThrow('selectRows: rows[1] = 3 is not a row number in [0, 3)');
    expect(() => selectRows(bag, [-1])).toThrow(RangeError);
    expect(() => selectRows(bag, 1 as unknown as number[])).toThrow(TypeError);
    expect(() => selectRows({ ...bag, offsets: Uint32Array.of(0) }, [0])).toThrow(RangeError);
  });
});

describe('sliceRows', () => {
  it('views rows without copying what they hold', () => {
    const slice = sliceRows(bag, 1);
    expect(slice).toEqual({
      numRows: 2,
      numCols: 9,
      offsets: Uint32Array.of(0, 0, 1),
      indices: Uint32Array.of(4),
      values: Float32Array.of(3),
    });
    expect(slice.indices.buffer).toBe(bag.indices.buffer);
    expect(sliceRows(bag, 3).numRows).toBe(0);
  });

  it('equals selecting the same rows, also from a slice', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(fc.nat(9)), { maxLength: 12 }),
        fc.nat(12),
        fc.nat(12),
        (lists, a, b) => {
          const sets = labelSetsFrom(lists, 10);
          const start = Math.min(a, b, lists.length);
          const end = Math.min(Math.max(a, b), lists.length);
          const rows = Array.from({ length: end - start }, (_, i) => start + i);
          const slice = sliceRows(sets, start, end);
          expect(slice).toEqual(selectRows(sets, rows));
          if (slice.numRows > 1) {
            expect(labelSetAt(sliceRows(slice, 1), 0)).toEqual(labelSetAt(sets, start + 1));
          }
        },
      ),
    );
  });

  it('refuses bounds that are none', () => {
    expect(() => sliceRows(bag, 2, 1)).toThrow(/end must be an integer in \[2, 3\], got 1/);
    expect(() => sliceRows(bag, 0, 4)).toThrow(RangeError);
    expect(() => sliceRows(bag, -1)).toThrow(RangeError);
  });
});
