import { type ConfusionCounts, checkConfusionCounts } from './confusion-counts.js';

/** Macro-averaged F1 scores. */
export interface MacroF1 {
  /** The mean of every label's F1; a label that is neither predicted nor gold in any row counts as 0. */
  readonly allLabels: number;
  /** The mean over labels that are gold in at least one row; 0 when there is none. */
  readonly presentLabels: number;
  /** How many labels are gold in at least one row. */
  readonly numPresentLabels: number;
}

/**
 * Macro F1 from counts: F1 = 2 TP / (2 TP + FP + FN) of each label by itself, then the mean over labels.
 *
 * A test split often lacks rare labels altogether. They can only lower the mean over all labels, hence the second
 * mean; say which one you quote.
 *
 * @throws TypeError, RangeError when they are not counts of at least one row
 */
export function macroF1(counts: ConfusionCounts): MacroF1 {
  checkConfusionCounts('macroF1', counts);
  const { numLabels, truePositives, falsePositives, falseNegatives } = counts;
  let total = 0;
  let totalPresent = 0;
  let numPresentLabels = 0;
  for (let label = 0; label < numLabels; label++) {
    const hits = truePositives[label]!;
    const misses = falseNegatives[label]!;
    const denominator = 2 * hits + falsePositives[label]! + misses;
    const f1 = denominator === 0 ? 0 : (2 * hits) / denominator;
    total += f1;
    if (hits + misses > 0) {
      totalPresent += f1;
      numPresentLabels++;
    }
  }
  return {
    allLabels: total / numLabels,
    presentLabels: numPresentLabels === 0 ? 0 : totalPresent / numPresentLabels,
    numPresentLabels,
  };
}
