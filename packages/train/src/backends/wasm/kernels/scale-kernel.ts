import { scaleKernel } from '@sbn/heads';
import { getKernel, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import type { ReplacementKernel } from '../replacement.js';
import { entriesOf, sameEntries, type WasmBackend } from '../wasm-backend.js';

/** A tensor times a scalar. Autodiff multiplies the gradient of the loss by its own gradient by itself, which is 1. */
export const scaleKernelOfHeads: ReplacementKernel = {
  kernelName: scaleKernel,
  reason: 'own',
  fixes: 'the gradient of a loss was copied to be multiplied by 1',
  upstream: [],
  create: () => (given) => {
    const { x, factor } = given.inputs as unknown as Record<'x' | 'factor', TensorInfo>;
    const backend = given.backend as WasmBackend;
    if (entriesOf(backend, factor)[0] === 1) return sameEntries(backend, x, x.shape);
    return getKernel('Multiply', 'wasm')!.kernelFunc({
      inputs: { a: x, b: factor },
      backend,
      attrs: {},
    } as unknown as Parameters<KernelFunc>[0]);
  },
};
