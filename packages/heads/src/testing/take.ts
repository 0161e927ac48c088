import type * as tf from '@tensorflow/tfjs-core';

/** Reads a tensor and frees it. Asynchronously, which is the only way on WebGPU. */
export async function take(tensor: tf.Tensor): Promise<Float32Array> {
  const values = await tensor.data<'float32'>();
  tensor.dispose();
  return values;
}
