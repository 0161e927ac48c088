import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { ReplacementKernel } from '../replacement.js';
import { sameEntries, type WasmBackend } from '../wasm-backend.js';

/**
 * `Identity` without a copy. Autodiff clones every tensor that it keeps for the backward pass. Tensors do not change, so
 * that two can share their entries, as they do on the cpu backend and after a `reshape` on this one.
 */
export const identityKernel: ReplacementKernel = {
  kernelName: 'Identity',
  reason: 'slow',
  fixes: 'every tensor that autodiff keeps for the backward pass was copied',
  upstream: [],
  create:
    () =>
    ({ inputs, backend }) => {
      const x = inputs.x as TensorInfo;
      return sameEntries(backend as unknown as WasmBackend, x, x.shape);
    },
};
