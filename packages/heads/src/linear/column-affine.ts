import * as tf from '@tensorflow/tfjs-core';
import { product } from '../kernels/product-kernel.js';
import { withGradient } from '../operations/with-gradient.js';
import { plusBias } from './plus-bias.js';

/**
 * y = W c + b, one column per example: `transposedAffine` for features that are columns already.
 *
 *     dW = dy cᵀ        db = Σ_columns dy        dc = Wᵀ dy
 *
 * @param columns c [in, R]
 * @param weights W [out, in]
 * @param bias b [out]; zeros when left out
 * @returns [out, R]
 */
export function columnAffine(
  columns: tf.Tensor2D,
  weights: tf.Tensor2D,
  bias: tf.Tensor1D | undefined,
): tf.Tensor2D {
  const inputs = bias === undefined ? [columns, weights] : [columns, weights, bias];
  return withGradient<tf.Tensor2D>(inputs, (save) => {
    save([columns, weights]);
    return {
      value: plusBias(product(weights, columns), bias),
      gradFunc: (dy, [c, matrix]) => [
        () => product(matrix as tf.Tensor2D, dy, { transposeA: true }),
        () => product(dy, c as tf.Tensor2D, { transposeB: true }),
        () => tf.sum(dy, 1),
      ],
    };
  });
}
