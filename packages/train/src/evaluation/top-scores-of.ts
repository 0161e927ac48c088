import type { RankedBatch } from '@sbn/core';

/** The scores of a batch's top labels. */
export function topScoresOf(
  scores: ArrayLike<number>,
  { topLabels, numRows, labels: { numCols } }: RankedBatch,
): Float32Array {
  const k = topLabels.length / numRows;
  return Float32Array.from(topLabels, (label, i) => scores[Math.floor(i / k) * numCols + label]!);
}
