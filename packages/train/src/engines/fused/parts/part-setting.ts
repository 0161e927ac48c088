import type { KernelMemory } from '@sbn/kernels/training';
import type { ParameterArray } from '../parameter-arrays.js';

/** What all parts of a program are told. */
export interface PartSetting {
  readonly memory: KernelMemory;
  /** Address of the BatchShape, which the program writes before each batch. */
  readonly batch: number;
  readonly arrays: ReadonlyMap<string, ParameterArray>;
  /** Names of the parameters that are trained. */
  readonly trained: ReadonlySet<string>;
  /** Whether gradients are kept until their norm is known. */
  readonly keepsGradients: boolean;
}

/** What a part hands to the part above it: addresses of the same numbers in two orders. */
export interface Signal {
  /** Panels of lanes. */
  readonly panels: number;
  /** Panels of features, for the gradient of the weights above. */
  readonly columns: number;
}

/** What a part hands to the part below it: one sum for each of its chunks, which together are the gradient of its input. */
export interface PartialGradients {
  /** Address of the first; 0 where nobody below needs the gradient. */
  readonly upstream: number;
  /** Bytes from one to the next. */
  readonly upstreamBytes: number;
  readonly upstreamCount: number;
}

/** Work areas that all parts have in turn, one for each thread. */
export interface Scratch {
  /** Address of the first thread's. */
  readonly scratch: number;
  /** Bytes from one to the next. */
  readonly scratchBytes: number;
}

/** Addresses are multiples of this: a line of the cache. */
const alignment = 64;

/** Bytes with the padding up to the next address. */
export function alignedBytes(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
