import * as tf from '@tensorflow/tfjs-core';
import { logSoftmax } from '../operations/log-softmax.js';
import { withGradient } from '../operations/with-gradient.js';

/**
 * Log probabilities of scores, column by column: s_jr - log Σ_i exp(s_ir).
 *
 *     ds = dy - softmax(s) Σ_j dy_j
 *
 * @param scores [n, R]
 * @returns [n, R]
 */
export function logSoftmaxOfColumns(scores: tf.Tensor2D): tf.Tensor2D {
  return withGradient<tf.Tensor2D>([scores], (save) => {
    const value = logSoftmax(scores, 0);
    save([value]);
    return {
      value,
      gradFunc: (dy, [logP]) => [() => tf.tidy(() => tf.sub(dy, tf.mul(tf.exp(logP!), tf.sum(dy, 0, true))))],
    };
  });
}
