import { structs } from '../generated/tensor-kernels-structs.js';
import type { TensorRuntime } from './tensor-runtime.js';

/** What all kernels are called by. */
export interface KernelCaller extends Pick<TensorRuntime, 'memory' | 'threads' | 'run'> {
  /**
   * Writes a struct.
   *
   * @param at where; when left out, a place that holds until the next struct is written there
   * @returns its address
   */
  write(name: keyof typeof structs, values: Readonly<Record<string, number>>, at?: number): number;
  /**
   * Memory for the time of a call.
   *
   * @param bytes of each area; an area of 0 bytes has the address 0
   */
  withAreas<T>(bytes: readonly number[], use: (areas: readonly number[]) => T): T;
  /** Gives back what it holds of the memory. */
  dispose(): void;
}

/** Areas begin at multiples of it: a line of the cache. */
const alignment = 64;

/** Bytes of a struct. */
export function structBytes(name: keyof typeof structs): number {
  return 4 * Object.keys(structs[name]).length;
}

/** Makes a {@link KernelCaller}. */
export function createKernelCaller(runtime: TensorRuntime): KernelCaller {
  const { memory, threads, run } = runtime;
  const names = Object.keys(structs) as (keyof typeof structs)[];
  const paramsAt = runtime.allocate(Math.max(...names.map(structBytes)));
  return {
    memory,
    threads,
    run,
    write: (name, values, at = paramsAt) => {
      const view = new DataView(memory.buffer);
      Object.entries(structs[name]).forEach(([field, type], i) => {
        if (type === 'f32') view.setFloat32(at + 4 * i, values[field]!, true);
        else view.setUint32(at + 4 * i, values[field]!, true);
      });
      return at;
    },
    withAreas: (bytes, use) => {
      const sizes = bytes.map((size) => Math.ceil(size / alignment) * alignment);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      if (total === 0) return use(sizes);
      const start = runtime.allocate(total + alignment);
      let at = Math.ceil(start / alignment) * alignment;
      const areas = sizes.map((size) => {
        at += size;
        return size === 0 ? 0 : at - size;
      });
      try {
        return use(areas);
      } finally {
        runtime.free(start);
      }
    },
    dispose: () => runtime.free(paramsAt),
  };
}
