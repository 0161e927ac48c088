import * as tf from '@tensorflow/tfjs-core';

/**
 * A kernel that a backend may have: a tensor times a scalar, without a copy where the scalar is 1, as the gradient of a
 * loss by itself is. Whoever sets a backend up whose memory this thread can read may register it (`registerKernel` of
 * TensorFlow.js). Inputs: float32 `x`, and the scalar `factor`. Output: of the shape of `x`.
 */
export const scaleKernel = 'SbnScale';

/** x times a scalar, the way that is fast on the current backend. Records no gradient. */
export function scaled<T extends tf.Tensor>(x: T, factor: tf.Tensor): T {
  return tf.getKernel(scaleKernel, tf.getBackend()) === undefined
    ? tf.mul<T>(x, factor)
    : (tf.engine().runKernel(scaleKernel, { x, factor }) as T);
}
