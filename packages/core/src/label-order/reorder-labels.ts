import { checkLabelSets } from '../sparse/check-label-sets.js';
import type { LabelSets } from '../sparse/sparse-rows.js';
import { checkLabelOrder } from './check-label-order.js';

/**
 * The same label sets with their labels renumbered: label `order[position]` becomes `position`.
 *
 * @param order every label once
 * @throws TypeError, RangeError when the label sets are not well-formed, or the order is none
 */
export function reorderLabels(sets: LabelSets, order: ArrayLike<number>): LabelSets {
  checkLabelSets(sets, { name: 'reorderLabels' });
  checkLabelOrder('reorderLabels', order, sets.numCols);
  const positionOf = new Uint32Array(sets.numCols);
  for (let position = 0; position < order.length; position++) positionOf[order[position]!] = position;
  const indices = sets.indices.map((label) => positionOf[label]!);
  for (let row = 0; row < sets.numRows; row++) {
    indices.subarray(sets.offsets[row]!, sets.offsets[row + 1]!).sort();
  }
  return { numRows: sets.numRows, numCols: sets.numCols, offsets: sets.offsets.slice(), indices };
}
