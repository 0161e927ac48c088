import type { ReportSplit } from '../report-data.js';

/** Facts on the number of labels per example of one split. */
export interface CardinalityFacts {
  readonly numExamples: number;
  readonly mean: number;
  readonly median: number;
  readonly max: number;
}

/** Mean, median and highest number of labels; null for a split without a histogram or without examples. */
export function cardinalityFacts(split: ReportSplit): CardinalityFacts | null {
  const counts = split.cardinality ?? [];
  const numExamples = counts.reduce((sum, count) => sum + count, 0);
  if (numExamples === 0) return null;
  const total = counts.reduce((sum, count, size) => sum + count * size, 0);
  const max = counts.findLastIndex((count) => count > 0);
  let left = (numExamples - 1) / 2;
  const median = counts.findIndex((count) => {
    left -= count;
    return left < 0;
  });
  return { numExamples, mean: total / numExamples, median, max };
}
