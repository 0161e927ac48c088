import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/**
 * y = W hᵀ + b, one column per example.
 *
 *     dW = dy h        db = Σ_batch dy        dh = (Wᵀ dy)ᵀ
 *
 * The weights are always the LEFT operand of a product and no transpose flag is used: see `labelProduct`.
 *
 * @param h features [batch, in]
 * @param weights W [out, in]
 * @param bias b [out]
 * @returns [out, batch]
 */
export function transposedAffine(h: tf.Tensor2D, weights: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  return withGradient([h, weights, bias], (save) => {
    save([h, weights]);
    const product = tf.matMul(weights, tf.transpose(h));
    const value = tf.add<tf.Tensor2D>(product, tf.expandDims(bias, 1));
    product.dispose();
    return {
      value,
      gradFunc: (dy, [features, matrix]) => [
        tf.transpose(tf.matMul(tf.transpose(matrix!), dy)),
        tf.matMul(dy, features as tf.Tensor2D),
        tf.sum(dy, 1),
      ],
    };
  });
}
