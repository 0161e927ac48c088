import { checkLabelSets } from './check-label-sets.js';
import { selectRows } from './select-rows.js';
import type { LabelSets } from './sparse-rows.js';

/** What {@link uniqueLabelSets} finds. All arrays are in order of first occurrence. */
export interface UniqueLabelSets {
  /** Each different label set once. */
  readonly sets: LabelSets;
  /** How often it occurs. */
  readonly counts: Uint32Array;
  /** The first row where it occurs. */
  readonly firstRows: Uint32Array;
  /** For every row of the input, the number of its set in `sets`. */
  readonly rowToUnique: Uint32Array;
}

/**
 * Finds the different label sets among many.
 *
 * Time grows with the number of labels stored; sets are told apart by comparing them, a hash only finds candidates.
 *
 * @throws TypeError, RangeError when the label sets are not well-formed
 */
export function uniqueLabelSets(sets: LabelSets): UniqueLabelSets {
  checkLabelSets(sets, { name: 'uniqueLabelSets' });
  const { numRows, offsets, indices } = sets;
  const rowToUnique = new Uint32Array(numRows);
  const firstRows: number[] = [];
  const counts: number[] = [];
  // Hash -> numbers of the unique sets with that hash.
  const candidates = new Map<number, number[]>();
  const isSameSet = (a: number, b: number): boolean => {
    const startA = offsets[a]!;
    const startB = offsets[b]!;
    const length = offsets[a + 1]! - startA;
    if (length !== offsets[b + 1]! - startB) return false;
    for (let i = 0; i < length; i++) {
      if (indices[startA + i] !== indices[startB + i]) return false;
    }
    return true;
  };
  for (let row = 0; row < numRows; row++) {
    let hash = 0x811c9dc5;
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      hash = Math.imul(hash ^ indices[i]!, 0x01000193);
      hash ^= hash >>> 15;
    }
    let bucket = candidates.get(hash);
    if (bucket === undefined) {
      bucket = [];
      candidates.set(hash, bucket);
    }
    let unique = bucket.find((candidate) => isSameSet(firstRows[candidate]!, row));
    if (unique === undefined) {
      unique = firstRows.length;
      firstRows.push(row);
      counts.push(0);
      bucket.push(unique);
    }
    counts[unique] = counts[unique]! + 1;
    rowToUnique[row] = unique;
  }
  return {
    sets: selectRows(sets, firstRows),
    counts: Uint32Array.from(counts),
    firstRows: Uint32Array.from(firstRows),
    rowToUnique,
  };
}
