import { checkOptions } from '../checks/check-options.js';
import { createMatrix, type Matrix } from '../matrix/matrix.js';
import type { LabelSets } from '../sparse/sparse-rows.js';
import { logSoftmaxReference } from './log-softmax.js';
import { denseTargets, type LossReference } from './mean-loss.js';

/** Options of {@link entropicOpenSetReference}. */
export interface EntropicOpenSetReferenceOptions {
  /** s [batch, n], finite. */
  readonly scores: Matrix;
  /** Label sets (1/|S| on each label of S), or a matrix [batch, n] of targets in [0, 1]. */
  readonly targets: LabelSets | Matrix;
}

/**
 * Mean entropic open-set loss in float64, the plain reference: softmax cross entropy, in which what the targets of a row
 * lack of 1 is spread evenly over all classes.
 *
 * Source: Dhamija, Günther, Boult, "Reducing Network Agnostophobia", NeurIPS 2018, equation 1.
 *
 * @throws TypeError, RangeError when shapes or targets are wrong
 */
export function entropicOpenSetReference(options: EntropicOpenSetReferenceOptions): LossReference {
  const place = 'entropicOpenSetReference';
  checkOptions(place, options);
  const { scores, targets } = options;
  const logProbabilities = logSoftmaxReference(scores);
  const { rows, cols } = scores;
  const dense = denseTargets(place, targets, rows, cols);
  const gradient = createMatrix(rows, cols);
  let loss = 0;
  for (let row = 0; row < rows; row++) {
    const size = 'offsets' in targets ? targets.offsets[row + 1]! - targets.offsets[row]! : 1;
    const own = Array.from(dense.subarray(row * cols, (row + 1) * cols), (y) => y / Math.max(1, size));
    const lacking = Math.max(0, 1 - own.reduce((a, b) => a + b, 0));
    const wanted = own.map((y) => y + lacking / cols);
    const total = wanted.reduce((a, b) => a + b, 0);
    wanted.forEach((y, j) => {
      const logP = logProbabilities.data[row * cols + j]!;
      loss -= (y * logP) / rows;
      gradient.data[row * cols + j] = (total * Math.exp(logP) - y) / rows;
    });
  }
  return { loss, gradient };
}
