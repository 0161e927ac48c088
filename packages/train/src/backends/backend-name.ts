import { InputError } from '@sbn/core';

/** The TensorFlow.js backends that can run a training, in the order in which `auto` tries them. */
export type BackendName = 'tensorflow-gpu' | 'tensorflow' | 'webgpu' | 'wasm' | 'cpu';

/** All {@link BackendName}s, fastest first: the order of `auto`. */
export const backendNames: readonly BackendName[] = ['tensorflow-gpu', 'tensorflow', 'webgpu', 'wasm', 'cpu'];

/** Backends whose tensors live in the memory of this process, where WebAssembly kernels of our own can work on them. */
export const hostBackends: readonly string[] = ['wasm', 'cpu'];

/** The command that installs what a backend needs. */
export const backendInstalls: Readonly<Record<BackendName, string>> = {
  'tensorflow-gpu':
    'npm install @tensorflow/tfjs-node-gpu (downloads libtensorflow; needs an NVIDIA driver, CUDA 11.2 and cuDNN 8.1)',
  tensorflow: 'npm install @tensorflow/tfjs-node (downloads libtensorflow)',
  webgpu: 'npm install webgpu @tensorflow/tfjs-backend-webgpu (needs a Vulkan, Metal or Direct3D 12 driver)',
  wasm: 'npm install @tensorflow/tfjs-backend-wasm',
  cpu: 'npm install @tensorflow/tfjs',
};

/**
 * Checks a backend's name.
 *
 * @throws InputError (code `backend-unknown`) listing the names that exist
 */
export function checkBackendName(name: string): BackendName {
  const found = backendNames.find((known) => known === name);
  if (found === undefined) {
    throw new InputError(`unknown backend "${name}"; expected one of auto, ${backendNames.join(', ')}.`, {
      code: 'backend-unknown',
    });
  }
  return found;
}
