import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from '../operations/with-gradient.js';

/** Swaps the two axes: [a, b] -> [b, a]. */
export function transposed(x: tf.Tensor2D): tf.Tensor2D {
  return withGradient([x], () => ({
    value: tf.transpose(x),
    gradFunc: (dy) => [() => tf.transpose(dy)],
  }));
}
