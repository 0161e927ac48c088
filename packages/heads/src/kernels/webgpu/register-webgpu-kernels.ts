import { getKernel, type KernelFunc, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import type { EntryLossConfig } from '../../losses/loss-config.js';
import { type DftAttributes, dftAdjointKernel, dftKernel } from '../dft-kernel.js';
import {
  type LabelLossAttributes,
  labelLossGradientKernels,
  labelLossKernels,
} from '../label-loss-kernel.js';
import { productKernel } from '../product-kernel.js';
import { type DftAdjointTensors, type DftTensors, runDft, runDftAdjoint } from './dft-programs.js';
import { type LabelLossTensors, runLabelLoss, runLabelLossGradient } from './label-loss-programs.js';
import type { WebgpuBackend } from './webgpu-backend.js';

/**
 * Gives the WebGPU backend of TensorFlow.js kernels of its own for what heads do in every step. Heads find them by
 * themselves. Chooses no backend and loads none; may be called before or after the backend is made, and again.
 */
export function registerWebgpuKernels(): void {
  // The backend's own product takes operands transposed: no kernel has to turn them before.
  register(productKernel, (call) => getKernel('BatchMatMul', 'webgpu')!.kernelFunc(call));
  register(dftKernel, ({ inputs, attrs, backend }) =>
    runDft(backend as WebgpuBackend, inputs as unknown as DftTensors, attrs as unknown as DftAttributes),
  );
  register(dftAdjointKernel, ({ inputs, attrs, backend }) =>
    runDftAdjoint(
      backend as WebgpuBackend,
      inputs as unknown as DftAdjointTensors,
      attrs as unknown as DftAttributes,
    ),
  );
  for (const kind of Object.keys(labelLossKernels) as EntryLossConfig['kind'][]) {
    register(labelLossKernels[kind], ({ inputs, attrs, backend }) =>
      runLabelLoss(
        backend as WebgpuBackend,
        inputs as unknown as LabelLossTensors,
        attrs as unknown as LabelLossAttributes,
      ),
    );
    register(labelLossGradientKernels[kind], ({ inputs, attrs, backend }) =>
      runLabelLossGradient(
        backend as WebgpuBackend,
        inputs as unknown as LabelLossTensors & { readonly dy: TensorInfo },
        attrs as unknown as LabelLossAttributes,
      ),
    );
  }
}

function register(kernelName: string, kernelFunc: KernelFunc): void {
  if (getKernel(kernelName, 'webgpu') !== undefined) return;
  registerKernel({ kernelName, backendName: 'webgpu', kernelFunc });
}
