import { countSignChanges, type LabelOrder } from '../signs/count-sign-changes.js';
import { labelSetAt } from '../sparse/label-sets.js';
import type { LabelSets } from '../sparse/sparse-rows.js';
import { reorderLabels } from './reorder-labels.js';

/**
 * The sign changes of every label set when the labels stand in some order. A DFT layer with k frequencies and nothing
 * else outputs exactly the sets with at most 2k changes around the cycle.
 *
 * @param order every label once
 * @param along around the cycle (a DFT layer) when left out, or along the line (a Vandermonde layer)
 * @returns one number for each set
 * @throws TypeError, RangeError when the label sets are not well-formed, or the order is none
 */
export function signChangesInOrder(
  sets: LabelSets,
  order: ArrayLike<number>,
  along: LabelOrder = 'cycle',
): Uint32Array {
  const reordered = reorderLabels(sets, order);
  return Uint32Array.from({ length: sets.numRows }, (_, row) =>
    countSignChanges({ labels: labelSetAt(reordered, row), numLabels: sets.numCols, along }),
  );
}
