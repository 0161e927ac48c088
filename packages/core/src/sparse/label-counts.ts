import { checkLabelSets } from './check-label-sets.js';
import type { LabelSets } from './sparse-rows.js';

/**
 * How many label sets hold each label: n counts.
 *
 * @throws TypeError, RangeError when the label sets are not well-formed
 */
export function labelCounts(sets: LabelSets): Uint32Array {
  checkLabelSets(sets, { name: 'labelCounts' });
  const counts = new Uint32Array(sets.numCols);
  for (const label of sets.indices) counts[label] = counts[label]! + 1;
  return counts;
}
