import { createTensorKernels, type TensorKernels } from '../tensor-kernels/tensor-kernels.js';
import { tensorKernelsModule } from '../tensor-kernels/tensor-kernels-module.js';

/** Kernels on a memory of their own, and a way to place numbers in it. */
export interface OpenTensorKernels {
  readonly kernels: TensorKernels;
  /** Copies numbers into the memory. @returns their address */
  place(values: Float32Array | Int32Array): number;
  read(address: number, length: number): Float32Array;
  /** Whether the memory is all zeros. */
  isUntouched(): boolean;
}

/** @param order in which the chunks of a phase run */
export function openTensorKernels(order: 'forwards' | 'backwards' = 'forwards'): OpenTensorKernels {
  const memory = new WebAssembly.Memory({ initial: 200 });
  const { exports } = new WebAssembly.Instance(tensorKernelsModule({ shared: false }).module, {
    env: { memory },
  });
  let top = 64;
  const allocate = (bytes: number): number => {
    top = Math.ceil((top + bytes) / 16) * 16 + 16;
    return top - 16 - Math.ceil(bytes / 16) * 16;
  };
  const kernels: TensorKernels = createTensorKernels({
    memory,
    threads: 1,
    run: (phase, params, numChunks) => {
      const call = exports[phase] as (params: number, chunk: number, thread: number) => void;
      for (let i = 0; i < numChunks; i++) call(params, order === 'forwards' ? i : numChunks - 1 - i, 0);
    },
    allocate,
    free: () => {},
  });
  const place = (values: Float32Array | Int32Array): number => {
    const at = allocate(values.byteLength);
    new Uint8Array(memory.buffer).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      at,
    );
    return at;
  };
  const read = (at: number, length: number): Float32Array =>
    new Float32Array(memory.buffer, at, length).slice();
  const isUntouched = (): boolean => new Uint8Array(memory.buffer).every((byte) => byte === 0);
  return { kernels, place, read, isUntouched };
}

/** Numbers that depend on the seed alone, without a pattern that would hide a mistake. */
export const sequence = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(seed + 1.3 * i) + 0.1 * Math.cos(7.7 * i));
