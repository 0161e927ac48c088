import type { TensorKernels } from '@sbn/kernels/tensor-kernels';
import type { KernelConfig, KernelFunc } from '@tensorflow/tfjs-core';

/** One kernel of the wasm backend that is added or replaced, and why. */
export interface Replacement {
  readonly kernelName: string;
  /** `missing`: the backend has none. `wrong`: its results are. `slow`: it is right. `own`: only our code asks for it. */
  readonly reason: 'missing' | 'wrong' | 'slow' | 'own';
  /** What was the matter, in one sentence. */
  readonly fixes: string;
  /** Threads of the TensorFlow.js project about it. */
  readonly upstream: readonly string[];
}

/** A replacement and what does it. */
export interface ReplacementKernel extends Replacement {
  /**
   * @param kernels loops on the memory of the backend
   * @param previous what the backend had
   */
  create(kernels: TensorKernels, previous: KernelConfig | undefined): KernelFunc;
}

/** The address of a thread of the TensorFlow.js project. */
export function tfjsThread(kind: 'issues' | 'pull', number: number): string {
  return `https://github.com/tensorflow/tfjs/${kind}/${number}`;
}
