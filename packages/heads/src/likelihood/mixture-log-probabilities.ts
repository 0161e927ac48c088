import * as tf from '@tensorflow/tfjs-core';
import { logSoftmax } from '../operations/log-softmax.js';
import { withGradient } from '../operations/with-gradient.js';

/**
 * Log probabilities of a mixture of K softmaxes, in log space throughout, so that a component whose probabilities
 * underflow does not take the others with it.
 *
 *     log P_jr = log Σ_k exp(log π_kr + log p_jkr)        π = softmax(priors), p = softmax(scores) by columns
 *
 * With ρ_jkr the share of component k in P_jr and g = dy ρ:  d log π_kr = Σ_j g_jkr,  ds_jkr = g_jkr - p_jkr Σ_i g_ikr.
 *
 * Source: Yang, Dai, Salakhutdinov, Cohen, "Breaking the Softmax Bottleneck", ICLR 2018.
 *
 * @param priorLogits [K, batch]
 * @param scores [n, K batch], column k batch + r for component k and row r
 * @returns [n, batch]
 */
export function mixtureLogProbabilities(priorLogits: tf.Tensor2D, scores: tf.Tensor2D): tf.Tensor2D {
  const [numComponents, batch] = priorLogits.shape;
  const shape = [scores.shape[0], numComponents, batch] as [number, number, number];
  return withGradient<tf.Tensor2D>([priorLogits, scores], (save) => {
    const logPriors = logSoftmax(priorLogits, 0);
    const logMembers = logSoftmax(tf.reshape<tf.Rank.R3>(scores, shape), 0);
    const terms = tf.add<tf.Tensor3D>(logMembers, logPriors);
    const value = tf.logSumExp<tf.Tensor2D>(terms, 1);
    save([logPriors, logMembers, value]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const [savedPriors, savedMembers, savedValue] = saved as [tf.Tensor2D, tf.Tensor3D, tf.Tensor2D];
        const parts = tf.tidy(() => {
          const terms = tf.sub(tf.add(savedMembers, savedPriors), tf.expandDims(savedValue, 1));
          return tf.mul<tf.Tensor3D>(tf.exp(terms), tf.expandDims(dy, 1));
        });
        const sums = tf.sum<tf.Tensor2D>(parts, 0);
        return [
          () => tf.tidy(() => tf.sub(sums, tf.mul(tf.exp(savedPriors), tf.sum(sums, 0, true)))),
          () =>
            tf.tidy(() =>
              tf.reshape(tf.sub(parts, tf.mul(tf.exp(savedMembers), sums)), [
                shape[0],
                numComponents * batch,
              ]),
            ),
        ];
      },
    };
  });
}
