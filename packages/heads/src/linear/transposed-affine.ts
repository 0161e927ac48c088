import * as tf from '@tensorflow/tfjs-core';
import { hasProductKernel, product } from '../kernels/product-kernel.js';
import { withGradient } from '../operations/with-gradient.js';
import { plusBias } from './plus-bias.js';

/**
 * y = W hᵀ + b, one column per example.
 *
 *     dW = dy h        db = Σ_batch dy        dh = (Wᵀ dy)ᵀ
 *
 * The weights are always the LEFT operand of a product where the backend packs the right one: see `labelProduct`.
 *
 * @param h features [batch, in]
 * @param weights W [out, in]
 * @param bias b [out]; zeros when left out
 * @returns [out, batch]
 */
export function transposedAffine(
  h: tf.Tensor2D,
  weights: tf.Tensor2D,
  bias: tf.Tensor1D | undefined,
): tf.Tensor2D {
  const inputs = bias === undefined ? [h, weights] : [h, weights, bias];
  return withGradient<tf.Tensor2D>(inputs, (save) => {
    save([h, weights]);
    return {
      value: plusBias(product(weights, h, { transposeB: true }), bias),
      gradFunc: (dy, [features, matrix]) => [
        () => inputGradient(matrix as tf.Tensor2D, dy),
        () => product(dy, features as tf.Tensor2D),
        () => tf.sum(dy, 1),
      ],
    };
  });
}

/** (Wᵀ dy)ᵀ = dyᵀ W: in the second order without any transposition, where that costs nothing. */
function inputGradient(weights: tf.Tensor2D, dy: tf.Tensor2D): tf.Tensor2D {
  if (hasProductKernel()) return product(dy, weights, { transposeA: true });
  return tf.transpose(product(weights, dy, { transposeA: true }));
}
