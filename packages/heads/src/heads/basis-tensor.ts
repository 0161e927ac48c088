import type { Matrix } from '@sbn/core';
import * as tf from '@tensorflow/tfjs-core';

/** A fixed basis as a float32 tensor that no tidy frees; whoever made it disposes of it. */
export function basisTensor(basis: Matrix): tf.Tensor2D {
  return tf.keep(tf.tensor2d(Float32Array.from(basis.data), [basis.rows, basis.cols]));
}
