import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, it } from 'vitest';
import { registerWebgpuKernels } from '../kernels/webgpu/index.js';

/** The package itself is for browsers too and does without Node's types. */
const { process } = globalThis as unknown as {
  readonly process: { readonly env: Readonly<Record<string, string | undefined>>; readonly platform: string };
};

/** The backends that run wherever the tests do. */
const always: readonly string[] = ['cpu', 'wasm'];

/**
 * Backends that must be tested as well, from the comma-separated list in SBN_TEST_BACKENDS: a test run that names one
 * fails where it does not start. `webgpu` is tested without being named wherever there is an adapter.
 */
const demanded: readonly string[] = (process.env.SBN_TEST_BACKENDS ?? '')
  .split(',')
  .map((name) => name.trim())
  .filter((name) => name !== '' && !always.includes(name));

/** Why webgpu is left out, or undefined where it is tested. */
const webgpuObstacle: string | undefined = demanded.includes('webgpu')
  ? undefined
  : await provideWebgpu().then(
      () => undefined,
      (error: Error) => error.message,
    );

/** The backends that are tested here. */
export const backendNames: readonly string[] = [
  ...new Set([...always, ...(webgpuObstacle === undefined ? ['webgpu'] : []), ...demanded]),
];

/**
 * Runs the same laws on every backend. What cannot be tested on this machine shows up as a skipped test that says why.
 */
export function describeOnEveryBackend(laws: (backend: string) => void): void {
  describe.each(backendNames)('on %s', (backend) => {
    beforeAll(() => useBackend(backend));
    laws(backend);
  });
  if (webgpuObstacle !== undefined) it.skip(`on webgpu (not here: ${webgpuObstacle})`, () => {});
}

/** Makes a backend the current one; throws when it cannot start. */
export async function useBackend(name: string): Promise<void> {
  if (tf.findBackend(name) === null) await load(name);
  if (!(await tf.setBackend(name))) throw new Error(`the ${name} backend did not start`);
  await tf.ready();
  if (name === 'webgpu') failOnDeviceErrors();
}

const watchedDevices = new WeakSet<GPUDevice>();

/** A shader that does not compile is no exception on WebGPU: its results are zeros. */
function failOnDeviceErrors(): void {
  const { device } = tf.backend() as unknown as { readonly device: GPUDevice };
  if (watchedDevices.has(device)) return;
  watchedDevices.add(device);
  device.addEventListener('uncapturederror', ({ error }) => {
    queueMicrotask(() => {
      throw new Error(`WebGPU: ${error.message}`);
    });
  });
}

async function load(name: string): Promise<void> {
  if (name === 'wasm') {
    setWasmPaths(new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url).pathname);
  }
  if (name === 'webgpu') {
    await provideWebgpu();
    await import('@tensorflow/tfjs-backend-webgpu');
    registerWebgpuKernels();
  }
  // No package of this repository depends on it: SBN_TFJS_NODE tells the tests where one was built.
  if (name === 'tensorflow') await import('@tensorflow/tfjs-node' as string);
}

/** Gives Node a `navigator.gpu`. @throws Error when there is no adapter */
async function provideWebgpu(): Promise<void> {
  const scope = globalThis as { navigator?: { gpu?: GPU } };
  if (scope.navigator?.gpu === undefined) {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    const gpu = create(process.platform === 'linux' ? ['backend=vulkan'] : []);
    if (scope.navigator === undefined) Object.defineProperty(scope, 'navigator', { value: { gpu } });
    else Object.defineProperty(scope.navigator, 'gpu', { value: gpu });
  }
  if ((await scope.navigator?.gpu?.requestAdapter()) == null) throw new Error('WebGPU finds no adapter');
}
