import * as tf from '@tensorflow/tfjs-core';

/** x + b by columns, after which x is freed; x itself where there is no bias. Records no gradient. */
export function plusBias(x: tf.Tensor2D, bias: tf.Tensor1D | undefined): tf.Tensor2D {
  if (bias === undefined) return x;
  const sum = tf.add<tf.Tensor2D>(x, tf.expandDims(bias, 1));
  x.dispose();
  return sum;
}
