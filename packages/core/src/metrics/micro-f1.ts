import { type ConfusionCounts, checkConfusionCounts } from './confusion-counts.js';

/** Micro-averaged scores: all (row, label) decisions in one pot. */
export interface MicroF1 {
  /** TP / (TP + FP); 0 when nothing is predicted. */
  readonly precision: number;
  /** TP / (TP + FN); 0 when there are no gold labels. */
  readonly recall: number;
  /** 2 TP / (2 TP + FP + FN); 0 when nothing is predicted and there are no gold labels. */
  readonly f1: number;
}

/**
 * Micro precision, recall and F1 from counts.
 *
 * @throws TypeError, RangeError when they are not counts of at least one row
 */
export function microF1(counts: ConfusionCounts): MicroF1 {
  checkConfusionCounts('microF1', counts);
  const truePositives = sum(counts.truePositives);
  const falsePositives = sum(counts.falsePositives);
  const falseNegatives = sum(counts.falseNegatives);
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  return {
    precision: share(truePositives, truePositives + falsePositives),
    recall: share(truePositives, truePositives + falseNegatives),
    f1: share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
  };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
