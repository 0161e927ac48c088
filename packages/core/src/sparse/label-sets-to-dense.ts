import { checkLabelSets } from './check-label-sets.js';
import type { LabelSets } from './sparse-rows.js';

/**
 * Writes label sets as a 0/1 table, row-major [numRows, n]: entry (r, c) is 1 when label c is in set r.
 *
 * @throws TypeError, RangeError when the label sets are not well-formed
 */
export function labelSetsToDense(sets: LabelSets): Float32Array {
  checkLabelSets(sets);
  const { numRows, numCols, offsets, indices } = sets;
  const dense = new Float32Array(numRows * numCols);
  for (let row = 0; row < numRows; row++) {
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) dense[row * numCols + indices[i]!] = 1;
  }
  return dense;
}
