import * as tf from '@tensorflow/tfjs-core';

/**
 * A kernel that a backend may have: `matMul` for which a transposed operand costs nothing. Whoever sets a backend up may
 * register it (`registerKernel` of TensorFlow.js) with the inputs and attributes of TensorFlow.js' own `BatchMatMul`. On
 * a backend without it operands are transposed before they are multiplied, since the wasm backend, as it is, takes ten
 * times as long for a transposed operand.
 */
export const productKernel = 'SbnMatMul';

/** Whether the current backend has {@link productKernel}. */
export function hasProductKernel(): boolean {
  return tf.getKernel(productKernel, tf.getBackend()) !== undefined;
}

/** op(a) op(b) of matrices, the way that is fast on the current backend. Records no gradient. */
export function product(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  { transposeA = false, transposeB = false }: { transposeA?: boolean; transposeB?: boolean } = {},
): tf.Tensor2D {
  if (hasProductKernel()) {
    const attributes = { transposeA, transposeB };
    return tf.engine().runKernel(productKernel, { a, b }, attributes) as tf.Tensor2D;
  }
  return tf.tidy(() =>
    tf.matMul<tf.Tensor2D>(transposeA ? tf.transpose(a) : a, transposeB ? tf.transpose(b) : b),
  );
}
