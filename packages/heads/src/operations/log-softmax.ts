import * as tf from '@tensorflow/tfjs-core';

/** x - log Σ exp(x) along an axis, shifted by the largest entry first. Records no gradient. */
export function logSoftmax<T extends tf.Tensor>(x: T, axis: number): T {
  return tf.tidy(() => {
    const shifted = tf.sub(x, tf.max(x, axis, true));
    return tf.sub<T>(shifted, tf.log(tf.sum(tf.exp(shifted), axis, true)));
  });
}
