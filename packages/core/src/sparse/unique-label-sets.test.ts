import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random.js';
import { labelSetAt, labelSetsFrom } from './label-sets.js';
import { uniqueLabelSets } from './unique-label-sets.js';

describe('uniqueLabelSets', () => {
  it('keeps the order of first occurrence', () => {
    const unique = uniqueLabelSets(labelSetsFrom([[1, 2], [], [1, 2], [0], [], [1, 2]], 3));
    expect(unique).toEqual({
      sets: labelSetsFrom([[1, 2], [], [0]], 3),
      counts: Uint32Array.of(3, 2, 1),
      firstRows: Uint32Array.of(0, 1, 3),
      rowToUnique: Uint32Array.of(0, 1, 0, 2, 1, 0),
    });
    expect(uniqueLabelSets(labelSetsFrom([], 3)).sets.numRows).toBe(0);
  });

  it('agrees with a map of strings', () => {
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(fc.nat(5), { maxLength: 4 }), { maxLength: 60 }), (lists) => {
        const sets = labelSetsFrom(lists, 6);
        const { sets: unique, counts, firstRows, rowToUnique } = uniqueLabelSets(sets);
        const plain = new Map<string, number[]>();
        lists.forEach((_, row) => {
          const key = labelSetAt(sets, row).join();
          plain.set(key, [...(plain.get(key) ?? []), row]);
        });
        expect(unique.numRows).toBe(plain.size);
        [...plain].forEach(([key, rows], i) => {
          expect(labelSetAt(unique, i).join()).toBe(key);
          expect(counts[i]).toBe(rows.length);
          expect(firstRows[i]).toBe(rows[0]);
          for (const row of rows) expect(rowToUnique[row]).toBe(i);
        });
      }),
    );
  });

  it('tells apart sets whose 32-bit hashes are equal', () => {
    // Among 300,000 random sets of one size about ten pairs share a hash.
    const random = createRandom('hash'.length);
    const lists = Array.from({ length: 300_000 }, () => random.sample(1e6, 3));
    const plain = new Set(lists.map((labels) => labels.join()));
    expect(uniqueLabelSets(labelSetsFrom(lists, 1e6)).sets.numRows).toBe(plain.size);
  });
});
