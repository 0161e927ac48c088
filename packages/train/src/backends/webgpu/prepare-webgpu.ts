import { registerWebgpuKernels } from '@sbn/heads/webgpu';
import { backend } from '@tensorflow/tfjs-core';
import { registerAdamKernel } from './register-adam-kernel.js';
import { type ReadableBackend, watchDevice } from './watch-device.js';

/** What is done to the WebGPU backend once it is the current one: kernels of our own, and no silent failures. */
export function prepareWebgpu(): void {
  registerWebgpuKernels();
  registerAdamKernel();
  watchDevice(backend() as unknown as ReadableBackend);
}
