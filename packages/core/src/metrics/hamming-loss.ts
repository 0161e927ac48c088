import { type ConfusionCounts, checkConfusionCounts } from './confusion-counts.js';

/**
 * Hamming loss from counts: the share of all rows · n decisions that are wrong.
 *
 * @throws TypeError, RangeError when they are not counts of at least one row
 */
export function hammingLoss(counts: ConfusionCounts): number {
  checkConfusionCounts('hammingLoss', counts);
  let numWrong = 0;
  for (let label = 0; label < counts.numLabels; label++) {
    numWrong += counts.falsePositives[label]! + counts.falseNegatives[label]!;
  }
  return numWrong / (counts.numRows * counts.numLabels);
}
