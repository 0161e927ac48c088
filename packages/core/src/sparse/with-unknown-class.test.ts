import { describe, expect, it } from 'vitest';
import { labelSetsFrom } from './label-sets.js';
import type { LabelSets } from './sparse-rows.js';
import { withUnknownClass } from './with-unknown-class.js';

describe('withUnknownClass', () => {
  it('puts rows without a label into one more class, and leaves the others', () => {
    const given = labelSetsFrom([[2], [], [0, 1], []], 3);
    expect(withUnknownClass(given)).toEqual(labelSetsFrom([[2], [3], [0, 1], [3]], 4));
    expect(given).toEqual(labelSetsFrom([[2], [], [0, 1], []], 3));
    expect(withUnknownClass(labelSetsFrom([], 0))).toEqual(labelSetsFrom([], 1));
  });

  it('refuses what is no label sets', () => {
    expect(() => withUnknownClass([[1], []] as unknown as LabelSets)).toThrow(TypeError);
    expect(() => withUnknownClass({ ...labelSetsFrom([[2]], 3), numCols: 2 })).toThrow(/withUnknownClass/);
  });
});
