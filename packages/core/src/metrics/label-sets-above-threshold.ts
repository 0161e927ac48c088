import { checkInteger } from '../checks/check-integer.js';
import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';
import type { LabelSets } from '../sparse/sparse-rows.js';
import { checkScores } from './check-scores.js';

/**
 * Predicts label sets: in each row, the labels whose score is strictly greater than the threshold.
 *
 * @param options.scores row-major [numRows, n], no NaN
 * @param options.threshold 0 when left out, which for logits is probability 1/2
 * @throws TypeError, RangeError when shapes disagree or a score is NaN (its row and label are named)
 */
export function labelSetsAboveThreshold(options: {
  readonly scores: Float32Array | Float64Array;
  readonly numRows: number;
  readonly numLabels: number;
  readonly threshold?: number;
}): LabelSets {
  const place = 'labelSetsAboveThreshold';
  checkOptions(place, options);
  const { scores, numRows, numLabels, threshold = 0 } = options;
  checkInteger(place, 'numRows', numRows, 0);
  checkInteger(place, 'numLabels', numLabels, 0);
  checkNumber(place, 'threshold', threshold);
  checkScores(place, scores, numRows, numLabels);
  const offsets = new Uint32Array(numRows + 1);
  const indices: number[] = [];
  for (let row = 0; row < numRows; row++) {
    for (let label = 0; label < numLabels; label++) {
      if (scores[row * numLabels + label]! > threshold) indices.push(label);
    }
    offsets[row + 1] = indices.length;
  }
  return { numRows, numCols: numLabels, offsets, indices: Uint32Array.from(indices) };
}
