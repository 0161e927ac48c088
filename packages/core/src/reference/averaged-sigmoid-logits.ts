import { checkInteger } from '../checks/check-integer.js';
import { checkMatrix } from '../checks/check-matrix.js';
import { checkOptions } from '../checks/check-options.js';
import { createMatrix, type Matrix } from '../matrix/matrix.js';
import { affine } from './affine.js';
import { softplus } from './sigmoid.js';

/** Options of {@link averagedSigmoidLogitsReference}. */
export interface AveragedSigmoidLogitsOptions {
  /** h [batch, P * C]: flattened maps, position after position. */
  readonly hidden: Matrix;
  /** P >= 1. */
  readonly positions: number;
  /** W [n, C]. */
  readonly weights: Matrix;
  /** b, n numbers; zeros when left out. */
  readonly bias?: Float64Array | undefined;
}

/**
 * Logits of an averaged sigmoid head in float64: of p = (1/P) Σ_i σ(W h_i + b), as
 * log Σ_i exp(log σ(z_i)) - log Σ_i exp(log σ(-z_i)), so that nothing overflows or vanishes.
 *
 * @returns [batch, n]
 * @throws TypeError, RangeError when an argument is not well-formed or shapes disagree
 */
export function averagedSigmoidLogitsReference(options: AveragedSigmoidLogitsOptions): Matrix {
  const place = 'averagedSigmoidLogitsReference';
  checkOptions(place, options);
  const { hidden, positions, weights, bias } = options;
  checkInteger(place, 'positions', positions, 1);
  checkMatrix(place, 'hidden', hidden);
  if (hidden.cols % positions !== 0) {
    throw new RangeError(
      `${place}: hidden must have a multiple of positions = ${positions} columns, got ${hidden.cols}`,
    );
  }
  const atPositions = createMatrix(hidden.rows * positions, hidden.cols / positions, hidden.data);
  const z = affine(place, atPositions, weights, bias, { weights: 'weights', bias: 'bias' });
  const logits = createMatrix(hidden.rows, weights.rows);
  logits.data.forEach((_, i) => {
    const [row, label] = [Math.floor(i / weights.rows), i % weights.rows];
    const ofLabel = Array.from(
      { length: positions },
      (__, position) => z.data[(row * positions + position) * weights.rows + label]!,
    );
    const active = logSumExp(ofLabel.map((x) => -softplus(-x)));
    const inactive = logSumExp(ofLabel.map((x) => -softplus(x)));
    logits.data[i] = active - inactive;
  });
  return logits;
}

function logSumExp(x: readonly number[]): number {
  const largest = Math.max(...x);
  return largest + Math.log(x.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}
