import { type ConfusionCounts, checkConfusionCounts } from './confusion-counts.js';

/**
 * Exact accuracy (subset accuracy) from counts: the share of rows whose predicted label set is the gold one.
 *
 * @throws TypeError, RangeError when they are not counts of at least one row
 */
export function exactAccuracy(counts: ConfusionCounts): number {
  checkConfusionCounts('exactAccuracy', counts);
  return counts.numExact / counts.numRows;
}
