import type { Constant, Value } from './value.js';

/** Functions of one tensor, entry by entry. */
export type UnaryName =
  | 'abs'
  | 'elu'
  | 'exp'
  | 'identity'
  | 'log'
  | 'negate'
  | 'relu'
  | 'sigmoid'
  | 'softplus'
  | 'square-root'
  | 'tanh';

/** Functions of two tensors, entry by entry, with lengths of 1 stretched as NumPy does. */
export type BinaryName = 'add' | 'divide' | 'maximum' | 'multiply' | 'subtract';

/** Functions that take an axis away, or leave it with length 1. */
export type ReductionName = 'max' | 'mean' | 'sum';

/**
 * One step of a graph. The set is small on purpose: what every encoder and head can be written with, and what both
 * formats have. A new step needs a line in each of the two writers, and the compiler asks for it.
 */
export type Operation =
  | { readonly kind: UnaryName; readonly inputs: readonly [Value] }
  | { readonly kind: BinaryName; readonly inputs: readonly [Value, Value] }
  /** x Wᵀ + b with x [batch, in], W [out, in], b [out]. */
  | {
      readonly kind: 'linear';
      readonly inputs: readonly [Value];
      readonly weights: Constant;
      readonly bias: Constant | undefined;
    }
  /** Matrix products of the last two axes: [batch, a, b] and [batch, b, c] give [batch, a, c]. */
  | { readonly kind: 'product'; readonly inputs: readonly [Value, Value] }
  /** Rows of a table, by the int32 numbers in `at`: shape of `at`, then what a row has. */
  | { readonly kind: 'gather'; readonly inputs: readonly [table: Value, at: Value] }
  | { readonly kind: 'clip'; readonly inputs: readonly [Value]; readonly low: number; readonly high: number }
  /** float32 of int32. */
  | { readonly kind: 'float'; readonly inputs: readonly [Value] }
  /** x₁, x₁ + x₂, x₁ + x₂ + x₃, … along an axis. */
  | { readonly kind: 'cumulative-sum'; readonly inputs: readonly [Value]; readonly axis: number }
  /** int32, towards zero. */
  | { readonly kind: 'truncate'; readonly inputs: readonly [Value] }
  /** Of the last axis. */
  | { readonly kind: 'softmax' | 'log-softmax'; readonly inputs: readonly [Value] }
  | {
      readonly kind: ReductionName;
      readonly inputs: readonly [Value];
      readonly axes: readonly number[];
      readonly keepAxes: boolean;
    }
  /**
   * A map [batch, height, width, in] and filters [height, width, in, out], with zeros around the map. `same` says that
   * they are as many as a length of ⌈length / stride⌉ takes.
   */
  | {
      readonly kind: 'convolution';
      readonly inputs: readonly [Value];
      readonly filter: Constant;
      readonly bias: Constant | undefined;
      readonly stride: number;
      readonly same: boolean;
      /** The zeros before and behind each row and column. */
      readonly padding: {
        readonly height: readonly [number, number];
        readonly width: readonly [number, number];
      };
    }
  /** The largest entry of windows of `size` by `size` side by side; what fills no window is left out. */
  | { readonly kind: 'max-pool'; readonly inputs: readonly [Value]; readonly size: number }
  /** Side by side along the last axis of two. */
  | { readonly kind: 'join'; readonly inputs: readonly [Value, ...Value[]] }
  /** −1 stands for the one length that follows from the others. */
  | { readonly kind: 'reshape'; readonly inputs: readonly [Value]; readonly shape: readonly number[] }
  /** A new axis of length 1. */
  | { readonly kind: 'expand'; readonly inputs: readonly [Value]; readonly axis: number };
