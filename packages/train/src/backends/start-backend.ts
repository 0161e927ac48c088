import { getBackend, ready, setBackend } from '@tensorflow/tfjs-core';
import { type BackendDetails, detailsOf } from './backend-details.js';
import { type BackendName, backendInstalls } from './backend-name.js';
import { firstLine, type ImportModule, loadPackage } from './load-package.js';
import { withoutNewListeners } from './process-listeners.js';
import { quietCpuBackend } from './quiet-cpu-backend.js';
import { loadTensorflow } from './tensorflow/load-tensorflow.js';
import { openThreads, startWasm } from './wasm/start-wasm.js';
import { prepareWebgpu } from './webgpu/prepare-webgpu.js';
import { provideWebgpu } from './webgpu/provide-webgpu.js';

/** How an attempt to start one backend ended. */
export type BackendStart =
  | { readonly status: 'started'; readonly details: BackendDetails }
  | { readonly status: 'not-installed' | 'failed' | 'not-tried'; readonly why: string };

/** Options of {@link startBackend}. */
export interface StartOptions {
  /** Whether WebGPU may run on a software driver, which is slower than wasm. Otherwise it is not tried on one. */
  readonly acceptSoftware: boolean;
  /** Threads of the wasm backend; default: as many as it has, 1 at its start. */
  readonly threads?: number | undefined;
}

/** The packages of each backend that is not native, in the order in which they are loaded. */
const backendPackages: Readonly<
  Record<Exclude<BackendName, 'tensorflow' | 'tensorflow-gpu'>, readonly string[]>
> = {
  webgpu: ['webgpu', '@tensorflow/tfjs-backend-webgpu'],
  wasm: ['@tensorflow/tfjs-backend-wasm'],
  cpu: ['@tensorflow/tfjs'],
};

/** Under which name each backend registers itself with TensorFlow.js. */
const registeredNames: Readonly<Record<BackendName, string>> = {
  'tensorflow-gpu': 'tensorflow',
  tensorflow: 'tensorflow',
  webgpu: 'webgpu',
  wasm: 'wasm',
  cpu: 'cpu',
};

/**
 * Loads one backend and makes it the current one. Never throws for a backend that is absent or broken: that is an
 * outcome. A failed attempt leaves the backend that was current before.
 */
export async function startBackend(
  name: BackendName,
  importModule: ImportModule,
  options: StartOptions,
): Promise<BackendStart> {
  // The union package registers the gradients (the CommonJS build of tfjs-core alone has none) and the cpu backend.
  await importModule('@tensorflow/tfjs');
  quietCpuBackend();
  const previous = currentBackend();
  return withoutNewListeners(async () => {
    try {
      const loaded =
        name === 'tensorflow' || name === 'tensorflow-gpu'
          ? await loadTensorflow(name, importModule)
          : await loadPackages(name, importModule, options);
      if (loaded.status !== 'loaded') {
        // tfjs-node makes itself the current backend when it is loaded.
        await restoreBackend(previous);
        return loaded;
      }
      if (name === 'wasm') {
        await startWasm({ threads: options.threads ?? openThreads() ?? 1 });
      }
      // setBackend answers false, and leaves another backend in charge, when a backend cannot start here.
      if (!(await setBackend(registeredNames[name]))) {
        await restoreBackend(previous);
        return {
          status: 'failed',
          why: `TensorFlow.js could not start its ${registeredNames[name]} backend`,
        };
      }
      await ready();
      if (name === 'webgpu') prepareWebgpu();
      return { status: 'started', details: 'details' in loaded ? loaded.details : detailsOf(loaded.module) };
    } catch (error) {
      await restoreBackend(previous);
      return { status: 'failed', why: firstLine(error) };
    }
  });
}

async function loadPackages(
  name: keyof typeof backendPackages,
  importModule: ImportModule,
  { acceptSoftware }: StartOptions,
): Promise<{ status: 'loaded'; module: unknown } | Exclude<BackendStart, { status: 'started' }>> {
  let module: unknown;
  for (const packageName of backendPackages[name]) {
    const load = await loadPackage(packageName, importModule);
    if (load.status === 'not-installed') return { ...load, why: `${packageName} is not installed` };
    if (load.status === 'failed') {
      return { status: 'failed', why: `${packageName} does not load: ${load.reason}` };
    }
    module = load.module;
    // Before the next package loads: the WebGPU backend registers itself only where navigator.gpu is there already.
    if (packageName === 'webgpu') {
      const { isSoftware, description } = await provideWebgpu(module);
      if (isSoftware && !acceptSoftware) {
        const why = `not tried: its only adapter, ${description}, is a software one and slower than wasm; name webgpu to run on it`;
        return { status: 'not-tried', why };
      }
    }
  }
  return { status: 'loaded', module };
}

/** What to tell a person about a backend that did not start. */
export function explainStart(name: BackendName, start: BackendStart): string {
  if (start.status === 'started') return 'works here';
  return start.status === 'not-installed' ? `${start.why}; to install: ${backendInstalls[name]}` : start.why;
}

/** Under which name the current backend registered itself; undefined when there is none yet. */
export function currentBackend(): string | undefined {
  // getBackend starts a backend when there is none, and throws when none can start.
  try {
    return getBackend() || undefined;
  } catch {
    return undefined;
  }
}

async function restoreBackend(previous: string | undefined): Promise<void> {
  if (previous !== undefined) await setBackend(previous);
}
