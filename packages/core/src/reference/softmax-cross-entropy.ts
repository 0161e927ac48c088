import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';
import { createMatrix, type Matrix } from '../matrix/matrix.js';
import type { LabelSets } from '../sparse/sparse-rows.js';
import { logSoftmaxReference } from './log-softmax.js';
import { checkLabelWeights, denseTargets, type LossReference } from './mean-loss.js';

/** Options of {@link softmaxCrossEntropyReference}. */
export interface SoftmaxCrossEntropyReferenceOptions {
  /** s [batch, n], finite. */
  readonly scores: Matrix;
  /** Label sets, none empty (1/|S| on each label of S), or a matrix [batch, n] of targets in [0, 1], as they are. */
  readonly targets: LabelSets | Matrix;
  /** w_j >= 0 per class, n of them; all 1 when left out. */
  readonly labelWeights?: ArrayLike<number> | undefined;
  /** ε in [0, 1]: targets become (1 - ε) y + ε/n. 0 when left out. */
  readonly labelSmoothing?: number | undefined;
}

/**
 * Mean softmax cross entropy in float64, the plain reference.
 *
 *     loss = (1/batch) Σ_r Σ_j w_j y_rj (-log softmax(s_r)_j),      d loss / d s_rj = (p_rj Σ_i w_i y_ri - w_j y_rj) / batch
 *
 * @returns the loss, and its gradient by the scores
 * @throws TypeError, RangeError when shapes, targets, weights or the smoothing are wrong
 */
export function softmaxCrossEntropyReference(options: SoftmaxCrossEntropyReferenceOptions): LossReference {
  const place = 'softmaxCrossEntropyReference';
  checkOptions(place, options);
  const { scores, targets, labelWeights, labelSmoothing = 0 } = options;
  checkNumber(place, 'labelSmoothing', labelSmoothing, 0, 1);
  const logProbabilities = logSoftmaxReference(scores);
  const { rows, cols } = scores;
  checkLabelWeights(place, labelWeights, cols);
  const dense = denseTargets(place, targets, rows, cols);
  const gradient = createMatrix(rows, cols);
  let loss = 0;
  for (let row = 0; row < rows; row++) {
    const size = 'offsets' in targets ? targets.offsets[row + 1]! - targets.offsets[row]! : 1;
    if (size === 0) throw new RangeError(`${place}: the label set of row ${row} is empty`);
    const at = row * cols;
    const wanted = Array.from({ length: cols }, (_, j) => {
      const y = (1 - labelSmoothing) * (dense[at + j]! / size) + labelSmoothing / cols;
      return (labelWeights === undefined ? 1 : labelWeights[j]!) * y;
    });
    const total = wanted.reduce((a, b) => a + b, 0);
    wanted.forEach((y, j) => {
      const logP = logProbabilities.data[at + j]!;
      loss -= (y * logP) / rows;
      gradient.data[at + j] = (total * Math.exp(logP) - y) / rows;
    });
  }
  return { loss, gradient };
}
