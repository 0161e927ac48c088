import { checkOptions } from '../checks/check-options.js';
import type { Matrix } from '../matrix/matrix.js';
import { affine } from './affine.js';

/** Options of {@link sigmoidLogitsReference}. */
export interface SigmoidLogitsOptions {
  /** h [batch, E]. */
  readonly hidden: Matrix;
  /** W [n, E]. */
  readonly weights: Matrix;
  /** b, n numbers; zeros when left out. */
  readonly bias?: Float64Array | undefined;
}

/**
 * Logits of a full sigmoid head in float64: z = W h + b.
 *
 * @returns [batch, n]
 * @throws TypeError, RangeError when an argument is not well-formed or shapes disagree
 */
export function sigmoidLogitsReference(options: SigmoidLogitsOptions): Matrix {
  checkOptions('sigmoidLogitsReference', options);
  const { hidden, weights, bias } = options;
  return affine('sigmoidLogitsReference', hidden, weights, bias, { weights: 'weights', bias: 'bias' });
}
