import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from '../operations/with-gradient.js';

/**
 * u = w/|w|, row by row.
 *
 *     dw = (du - (du·u) u) / |w|
 *
 * A row of zeros has no direction: it stays zeros, without a gradient.
 *
 * @param weights [n, d]
 * @returns [n, d]
 */
export function unitRows(weights: tf.Tensor2D): tf.Tensor2D {
  return withGradient<tf.Tensor2D>([weights], (save) => {
    save([weights]);
    return {
      value: tf.div<tf.Tensor2D>(weights, lengths(weights)),
      gradFunc: (du, [saved]) => [
        () =>
          tf.tidy(() => {
            const w = saved as tf.Tensor2D;
            const length = lengths(w);
            const u = tf.div(w, length);
            const along = tf.sum(tf.mul(du, u), 1, true);
            return tf.div(tf.sub(du, tf.mul(along, u)), length);
          }),
      ],
    };
  });
}

/**
 * |w| [n, 1], and for a row of zeros a number so large that nothing is left of what is divided by it. The largest entry
 * is divided out first: squares of float32 numbers leave its range early.
 */
function lengths(weights: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const largest = tf.max(tf.abs(weights), 1, true);
    const scaled = tf.div(weights, tf.maximum(largest, 2 ** -126));
    const length = tf.mul(tf.sqrt(tf.sum(tf.square(scaled), 1, true)), largest);
    return tf.where(tf.greater(largest, 0), length, tf.fill(largest.shape, 3e38)) as tf.Tensor2D;
  });
}
