import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type AdamAttributes, adamKernel } from '../../../optimizers/adam-kernel.js';
import type { ReplacementKernel } from '../replacement.js';
import { addressOf, forgetPackedCopies, type WasmBackend } from '../wasm-backend.js';

/** Adam in place: one pass over a parameter, its moments and its gradient. */
export const inPlaceAdamKernel: ReplacementKernel = {
  kernelName: adamKernel,
  reason: 'own',
  fixes: 'an update of Adam took some twelve passes over every parameter',
  upstream: [],
  create: (kernels) => (given) => {
    const { value, m, v, gradient } = given.inputs as unknown as Record<string, TensorInfo>;
    const backend = given.backend as WasmBackend;
    forgetPackedCopies(backend, value!);
    kernels.adam({
      ...(given.attrs as unknown as AdamAttributes),
      values: addressOf(backend, value!),
      first: addressOf(backend, m!),
      second: addressOf(backend, v!),
      gradient: addressOf(backend, gradient!),
      length: value!.shape.reduce((size, length) => size * length, 1),
    });
    return [];
  },
};
