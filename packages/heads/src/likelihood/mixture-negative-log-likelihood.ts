import * as tf from '@tensorflow/tfjs-core';
import { logSoftmax } from '../operations/log-softmax.js';
import { withGradient } from '../operations/with-gradient.js';

/**
 * The negative log likelihood of a mixture from those of its components.
 *
 *     ℓ_r = -log Σ_k exp(log π_kr - nll_kr)        π = softmax(priors) by columns
 *     d nll_kr = dy_r ρ_kr        d priors_kr = dy_r (π_kr - ρ_kr)        ρ_kr = softmax_k(log π_kr - nll_kr)
 *
 * @param priorLogits [K, batch]
 * @param nll [K batch], entry k batch + r for component k and row r
 * @returns [batch]
 */
export function mixtureNegativeLogLikelihood(priorLogits: tf.Tensor2D, nll: tf.Tensor1D): tf.Tensor1D {
  const [numComponents, batch] = priorLogits.shape;
  return withGradient<tf.Tensor1D>([priorLogits, nll], (save) => {
    const logPriors = logSoftmax(priorLogits, 0);
    const terms = tf.sub<tf.Tensor2D>(logPriors, tf.reshape(nll, [numComponents, batch]));
    save([logPriors, terms]);
    return {
      value: tf.neg<tf.Tensor1D>(tf.logSumExp(terms, 0)),
      gradFunc: (dy, saved) => {
        const [priors, shares] = saved as [tf.Tensor2D, tf.Tensor2D];
        return [
          () => tf.tidy(() => tf.mul(tf.sub(tf.exp(priors), tf.exp(logSoftmax(shares, 0))), dy)),
          () => tf.tidy(() => tf.reshape(tf.mul(tf.exp(logSoftmax(shares, 0)), dy), [numComponents * batch])),
        ];
      },
    };
  });
}
