import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/** The same numbers as a matrix of another shape. */
export function reshaped(x: tf.Tensor2D, shape: readonly [number, number]): tf.Tensor2D {
  return withGradient<tf.Tensor2D>([x], () => ({
    value: tf.reshape(x, [...shape]),
    gradFunc: (dy) => [() => tf.reshape(dy, x.shape)],
  }));
}
