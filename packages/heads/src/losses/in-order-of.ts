import * as tf from '@tensorflow/tfjs-core';

/** Labels [batch, n] as float32, and turned to [n, batch] where the logits are. */
export function inOrderOf(labels: tf.Tensor2D, isTransposed: boolean): tf.Tensor2D {
  const float = labels.dtype === 'float32' ? labels : tf.cast<tf.Tensor2D>(labels, 'float32');
  return isTransposed ? tf.transpose(float) : float;
}
