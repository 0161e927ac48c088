import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { createTensorKernels, tensorKernelsModule } from '@sbn/kernels/tensor-kernels';
import { openThreadTeam } from '@sbn/kernels/thread-team';
import {
  getBackend,
  getKernel,
  type KernelConfig,
  ready,
  registerKernel,
  setBackend,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { withoutNewListeners } from '../process-listeners.js';
import { quietCpuBackend } from '../quiet-cpu-backend.js';
import type { Replacement } from './replacement.js';
import { replacements } from './replacements.js';
import { startOnSharedHeap } from './start-shared-heap.js';
import { heapOf, startedWasmBackend } from './wasm-backend.js';
import { WasmError } from './wasm-error.js';

/** Options of {@link startWasm}. */
export interface WasmOptions {
  /**
   * Threads that share matrix products, losses, updates and gradients, this one included (default: the processors that
   * Node may use, at most 8). All results have the same bits for any number of threads.
   */
  readonly threads?: number;
  /** The folder of the backend's .wasm files; default: that of the installed @tensorflow/tfjs-backend-wasm. */
  readonly wasmFolder?: string;
}

/** The wasm backend, running with our kernels. */
export interface WasmSession {
  readonly threads: number;
  /** Whether the runtime has relaxed SIMD, with which matrix products are up to 1.4 times as fast. */
  readonly hasFusedMultiplyAdd: boolean;
  /** What was added to the backend or replaced in it, and why. */
  readonly replaced: readonly Replacement[];
  /**
   * Ends the threads and gives the backend its own kernels back. The backend goes on, and tensors stay. Called twice, it
   * does nothing.
   */
  dispose(): Promise<void>;
}

interface OpenSession {
  readonly session: WasmSession;
  readonly threads: number;
}

/** A memory has one set of kernels: sessions take turns. */
let open: OpenSession | undefined;

/** The threads of the session that is open, if one is. */
export function openThreads(): number | undefined {
  return open?.threads;
}

/**
 * Makes the wasm backend of TensorFlow.js the current one, right and fast for training in Node: sets its paths, starts
 * it, adds the gradients that it lacks, replaces what is wrong or slow, and splits the work over threads.
 *
 * May be called again: with the same number of threads it only makes the backend the current one; with another it
 * opens a new team of threads.
 *
 * @example
 * const wasm = await startWasm({ threads: 2 });
 * console.table(wasm.replaced);
 *
 * @throws RangeError when `threads` is no integer ≥ 1
 * @throws WasmError `not-installed`, `failed`, or `heap-not-shared`: the backend was already started, on a memory
 *   that no other thread can see
 * @throws ThreadTeamError when the threads do not start
 */
export async function startWasm(options: WasmOptions = {}): Promise<WasmSession> {
  const { threads = Math.min(8, availableParallelism()) } = options;
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`startWasm: threads must be an integer >= 1, got ${threads}`);
  }
  await startBackend(threads, options.wasmFolder);
  if (open?.threads === threads) return open.session;
  await open?.session.dispose();
  const session = await openSession(threads);
  open = { session, threads };
  return session;
}

async function startBackend(threads: number, wasmFolder: string | undefined): Promise<void> {
  // Registers the gradients (the CommonJS build of tfjs-core alone has none) and the cpu backend.
  await import('@tensorflow/tfjs');
  quietCpuBackend();
  if (startedWasmBackend() === undefined) {
    await withoutNewListeners(async () => {
      const { setThreadsCount, setWasmPaths } = await importBackend();
      setWasmPaths(wasmFolder === undefined ? installedFolder() : join(wasmFolder, sep));
      const isStarted = threads > 1 ? await startOnSharedHeap(setThreadsCount) : await setBackend('wasm');
      if (!isStarted) {
        throw new WasmError('TensorFlow.js could not start its wasm backend', 'failed');
      }
    });
  }
  if (getBackend() !== 'wasm' && !(await setBackend('wasm'))) {
    throw new WasmError('TensorFlow.js could not make its wasm backend the current one', 'failed');
  }
  await ready();
}

async function importBackend(): Promise<typeof import('@tensorflow/tfjs-backend-wasm')> {
  try {
    const module = await import('@tensorflow/tfjs-backend-wasm');
    // A CommonJS module: its exports are on the namespace, or on `default`.
    return 'setWasmPaths' in module ? module : (module as { default: typeof module }).default;
  } catch (cause) {
    throw new WasmError(
      'the package @tensorflow/tfjs-backend-wasm does not load: npm install @tensorflow/tfjs-backend-wasm@4.22',
      'not-installed',
      cause,
    );
  }
}

function installedFolder(): string {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  // The path is a prefix: without the separator at its end the binaries are not found.
  return join(folder, 'dist') + sep;
}

async function openSession(threads: number): Promise<WasmSession> {
  const backend = startedWasmBackend()!;
  const memory = heapOf(backend);
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  if (threads > 1 && !shared) {
    throw new WasmError(
      `${threads} threads need the tensors in a shared memory, and the wasm backend was started on another: ` +
        'call startWasm({ threads }) before anything else starts the backend, or use threads: 1',
      'heap-not-shared',
    );
  }
  const { module, hasFusedMultiplyAdd } = tensorKernelsModule({ shared });
  const team = await openThreadTeam({ memory, modules: { tensors: module }, threads });
  const kernels = createTensorKernels({
    memory,
    threads,
    run: (name, params, numChunks) => team.run({ module: 'tensors', name, params, numChunks }),
    allocate: (bytes) => {
      const address = backend.wasm._malloc(bytes) >>> 0;
      if (address === 0) {
        throw new WasmError(
          `the wasm backend has no memory for ${bytes} bytes more: it ends at 4 GiB`,
          'memory',
        );
      }
      return address;
    },
    free: (address) => backend.wasm._free(address),
  });

  const previous = new Map<string, KernelConfig | undefined>();
  const replaced: Replacement[] = [];
  for (const { create, ...replacement } of replacements) {
    const { kernelName } = replacement;
    const before = getKernel(kernelName, 'wasm');
    const kernelFunc = create(kernels, before);
    if (before !== undefined) unregisterKernel(kernelName, 'wasm');
    registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
    previous.set(kernelName, before);
    replaced.push(replacement);
  }

  let isOpen = true;
  const session: WasmSession = {
    threads,
    hasFusedMultiplyAdd,
    replaced,
    dispose: async () => {
      if (!isOpen) return;
      isOpen = false;
      if (open?.session === session) open = undefined;
      for (const [kernelName, before] of previous) {
        unregisterKernel(kernelName, 'wasm');
        if (before !== undefined) registerKernel(before);
      }
      kernels.dispose();
      await team.dispose();
    },
  };
  return session;
}
