import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { findBackend, version_core } from '@tensorflow/tfjs-core';
import type { BackendDetails } from '../backend-details.js';
import { type ImportModule, loadPackage } from '../load-package.js';
import { explainLoadFailure } from './explain-load-failure.js';
import { restoreUtilFunctions } from './restore-util-functions.js';

/** What the backend object of tfjs-node, and of tfjs-node-gpu, tells about itself. */
interface NativeBackend {
  readonly isGPUPackage: boolean;
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/** How the loading of a native TensorFlow package ended. */
export type TensorflowLoad =
  | { readonly status: 'loaded'; readonly details: BackendDetails }
  | { readonly status: 'not-installed' | 'failed'; readonly why: string };

const cpuPackage = '@tensorflow/tfjs-node';
const gpuPackage = '@tensorflow/tfjs-node-gpu';

/**
 * Loads a native TensorFlow package, so that the backend `tensorflow` is registered and computes on the device that
 * `name` says. Both packages register under that one name, and a process can hold only one of them. The GPU package
 * without a usable GPU computes on the processor without a word: that is no `tensorflow-gpu`, but it is `tensorflow`.
 */
export async function loadTensorflow(
  name: 'tensorflow' | 'tensorflow-gpu',
  importModule: ImportModule,
): Promise<TensorflowLoad> {
  if (registeredBackend() === undefined) {
    const failure = await importFirst(
      name === 'tensorflow' ? [cpuPackage, gpuPackage] : [gpuPackage],
      importModule,
    );
    if (failure !== undefined) return failure;
  }
  const backend = registeredBackend();
  if (backend === undefined) {
    return {
      status: 'failed',
      why: `it loads, but registers no backend with TensorFlow.js ${version_core}`,
    };
  }
  const { isGPUPackage, isUsingGpuDevice, binding } = backend;
  const loaded = isGPUPackage ? gpuPackage : cpuPackage;
  if (name === 'tensorflow-gpu' && !isUsingGpuDevice) {
    return { status: 'failed', why: isGPUPackage ? whyNoGpu() : `${loaded} is ${onlyOne}` };
  }
  if (name === 'tensorflow' && isUsingGpuDevice) {
    return { status: 'failed', why: `${loaded} is ${onlyOne}; its backend is tensorflow-gpu` };
  }
  return {
    status: 'loaded',
    details: {
      version: `TensorFlow ${binding.TF_Version}, ${loaded.slice('@tensorflow/'.length)}`,
      ...(isUsingGpuDevice ? {} : { threads: numThreads() }),
    },
  };
}

const onlyOne = 'loaded already, and a process can hold only one of the two native packages';

/** @returns why none of the packages could be loaded, or undefined */
async function importFirst(
  packageNames: readonly string[],
  importModule: ImportModule,
): Promise<TensorflowLoad | undefined> {
  // Level 1 keeps TensorFlow's warnings, which name missing CUDA libraries, and drops its greetings.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
  for (const packageName of packageNames) {
    const load = await loadPackage(packageName, importModule);
    if (load.status === 'failed') {
      return { status: 'failed', why: explainLoadFailure(packageName, load.reason) };
    }
    if (load.status === 'loaded') {
      restoreUtilFunctions();
      return undefined;
    }
  }
  return { status: 'not-installed', why: `${packageNames[0]} is not installed` };
}

function registeredBackend(): NativeBackend | undefined {
  return (findBackend('tensorflow') as unknown as NativeBackend | null) ?? undefined;
}

function whyNoGpu(): string {
  const driver = '/proc/driver/nvidia/version';
  const reason =
    process.platform === 'linux' && !existsSync(driver)
      ? `no NVIDIA driver is loaded (${driver} is not there)`
      : 'the warnings that TensorFlow printed name what is missing: mostly CUDA 11.2 or cuDNN 8.1, in a folder that LD_LIBRARY_PATH must name';
  return `${gpuPackage} loads, but TensorFlow finds no GPU that it can use and would compute on the processor: ${reason}`;
}

/** TensorFlow takes one thread per processor unless this variable of its own says another number. */
function numThreads(): number {
  const wanted = Number(process.env.TF_NUM_INTRAOP_THREADS);
  return Number.isInteger(wanted) && wanted > 0 ? wanted : availableParallelism();
}
