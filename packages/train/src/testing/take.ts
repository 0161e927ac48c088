import type { Tensor } from '@tensorflow/tfjs-core';

/** Reads a tensor and frees it. Asynchronously, which is the only way on WebGPU in Node. */
export async function take(tensor: Tensor): Promise<Float32Array> {
  const values = (await tensor.data()) as Float32Array;
  tensor.dispose();
  return values;
}
