import type * as tf from '@tensorflow/tfjs-core';

/**
 * Targets q [n, R] of a cross entropy -Σ_j q_jr log softmax(s_r)_j: few entries on the host, and what all other entries
 * have in common.
 */
export interface SparseColumnTargets {
  readonly kind: 'sparse';
  /** Where the entries are in the memory of the scores [n, R], in increasing columns. */
  readonly positions: Int32Array;
  /** The column of each. */
  readonly columns: Int32Array;
  /** What each adds to q; 1 for all when left out. */
  readonly amounts?: Float32Array | undefined;
  /** What every column's entry of a class has besides [n]; nothing when left out. */
  readonly shared?: Float32Array | undefined;
  /** What all classes of a column have besides, the same for each [R]; nothing when left out. */
  readonly even?: Float32Array | undefined;
  /** Σ_j q_jr [R]; 1 for all when left out. */
  readonly totals?: Float32Array | undefined;
}

/** Targets q as a tensor [n, R]. */
export interface DenseColumnTargets {
  readonly kind: 'dense';
  readonly values: tf.Tensor2D;
}

export type ColumnTargets = SparseColumnTargets | DenseColumnTargets;

/** One class per column: q is 1 there, else 0. */
export function classTargets(classes: Int32Array): SparseColumnTargets {
  const numColumns = classes.length;
  return {
    kind: 'sparse',
    positions: classes.map((label, column) => label * numColumns + column),
    columns: Int32Array.from({ length: numColumns }, (_, column) => column),
  };
}
