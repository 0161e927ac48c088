import { describe, it } from 'vitest';
import type { BackendName } from '../backends/backend-name.js';
import { selectBackend } from '../backends/select-backend.js';
import { provideWebgpu } from '../backends/webgpu/provide-webgpu.js';

/** The backends that are part of every installation: what holds on one must hold on the other. */
const always: readonly BackendName[] = ['cpu', 'wasm'];

/**
 * Backends that must be tested as well, from the comma-separated list in SBN_TEST_BACKENDS: a test run that names one
 * fails where it does not start. `webgpu` is tested without being named wherever there is an adapter.
 */
const demanded = (process.env.SBN_TEST_BACKENDS ?? '')
  .split(',')
  .map((name) => name.trim())
  .filter((name) => name !== '' && !always.includes(name as BackendName)) as BackendName[];

/** Why webgpu is left out, or undefined where it is tested. */
const webgpuObstacle: string | undefined = demanded.includes('webgpu')
  ? undefined
  : await import('webgpu').then(provideWebgpu).then(
      () => undefined,
      (error: Error) => error.message,
    );

/** The backends that are tested here. */
export const testedBackends: readonly BackendName[] = [
  ...new Set([...always, ...(webgpuObstacle === undefined ? (['webgpu'] as const) : []), ...demanded]),
];

/** Those of them that train for hundreds of steps in seconds: WebGPU on a software driver does not. */
export const quickBackends: readonly BackendName[] = testedBackends.filter((name) => name !== 'webgpu');

/**
 * Runs the same laws on every backend. What cannot be tested on this machine shows up as a skipped test that says why.
 */
export function describeOnEveryBackend(laws: (backend: BackendName) => void): void {
  describe.each(testedBackends)('on %s', laws);
  if (webgpuObstacle !== undefined) it.skip(`on webgpu (not here: ${webgpuObstacle})`, () => {});
}

/** Starts one of {@link testedBackends}. */
export async function startTestBackend(name: BackendName): Promise<void> {
  await selectBackend(name);
}
