import { availableParallelism } from 'node:os';

/** What decides how fast WebAssembly kernels, and so the engines that compute in this process, can be here. */
export interface RuntimeFeatures {
  /** The version of Node, without a "v". */
  readonly node: string;
  /** Like `linux-x64`. */
  readonly platform: string;
  /** How many threads this process may keep busy. */
  readonly processors: number;
  /** Whether threads can share memory (SharedArrayBuffer); without it one thread computes. */
  readonly sharedMemory: boolean;
  /** Whether a product and a sum are one instruction (relaxed SIMD). */
  readonly relaxedSimd: boolean;
}

/** A module with one function, which uses `f32x4.relaxed_madd`. */
const relaxedModule = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic number, version
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b], // one type: () → v128
  ...[0x03, 0x02, 0x01, 0x00], // one function of that type
  ...[0x0a, 0x13, 0x01, 0x11, 0x00], // its body, without locals
  ...[0x41, 0x01, 0xfd, 0x0f, 0x41, 0x02, 0xfd, 0x0f, 0x41, 0x03, 0xfd, 0x0f], // i8x16.splat of 1, 2, 3
  ...[0xfd, 0x85, 0x02, 0x0b], // f32x4.relaxed_madd, end
);

/** Node's types leave this global to those of the browser. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: { validate(bytes: Uint8Array): boolean };
};

/** Looks at the runtime; loads and starts nothing. */
export function describeRuntime(): RuntimeFeatures {
  return {
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    processors: availableParallelism(),
    sharedMemory: typeof SharedArrayBuffer === 'function',
    relaxedSimd: WebAssembly.validate(relaxedModule),
  };
}
