import { labelCounts } from '../sparse/label-counts.js';
import type { LabelSets } from '../sparse/sparse-rows.js';

/**
 * The labels by how many sets hold them, the most frequent one first; of equally frequent ones the smaller number first.
 *
 * @returns `order[position]` is a label in [0, n)
 * @throws TypeError, RangeError when the label sets are not well-formed
 */
export function frequencyLabelOrder(sets: LabelSets): Uint32Array {
  const counts = labelCounts(sets);
  return Uint32Array.from({ length: sets.numCols }, (_, label) => label).sort(
    (a, b) => counts[b]! - counts[a]! || a - b,
  );
}
