import type { SparseRows } from '@sbn/core';
import { createEmbeddingBag } from '@sbn/kernels';

/** The gradient of an embedding table: only the rows that a batch touches. */
export interface TableGradient {
  /** The touched rows' numbers, in order of first appearance in the batch. */
  readonly features: Uint32Array;
  /** `stride` numbers per touched row; a view that the next call overwrites. */
  readonly rows: Float32Array;
}

/**
 * An embedding table in host memory, float32, with the reduction of a batch of bags and its adjoint. With weights
 * v_1..v_c of the entries of one row and their table rows e_1..e_c:
 * `sum` is Σ v_i e_i; `mean` is Σ v_i e_i / Σ |v_i|. A row without entries gives 0 in both.
 */
export interface EmbeddingTable {
  readonly numFeatures: number;
  readonly dim: number;
  /** Numbers from one row to the next: `dim` rounded up to a multiple of 4; the padding stays 0. */
  readonly stride: number;
  /**
   * The table itself, row-major [numFeatures, stride], a live view: write it to change the table. Read the property
   * anew after every other call.
   */
  readonly values: Float32Array;
  /** The reduced rows, row-major [numRows, dim], a new array. */
  forward(rows: SparseRows): Float32Array;
  /** The table's gradient for the gradient `upstream` (row-major [numRows, dim]) of the reduced rows. */
  gradient(rows: SparseRows, upstream: Float32Array): TableGradient;
  /** A copy without the padding, row-major [numFeatures, dim]. */
  read(): Float32Array;
  /** Overwrites the table from a copy without the padding. */
  write(values: Float32Array): void;
}

/**
 * Makes an embedding table of zeros.
 *
 * @throws RangeError when a size is not an integer ≥ 1 or the table does not fit into one WebAssembly memory
 */
export function createEmbeddingTable(options: {
  readonly numFeatures: number;
  readonly dim: number;
  readonly reduce: 'sum' | 'mean';
}): EmbeddingTable {
  const { numFeatures, dim, reduce } = options;
  const bag = createEmbeddingBag({ numFeatures, dim });
  const { stride } = bag;
  const weighted = (rows: SparseRows): SparseRows =>
    reduce === 'sum' ? rows : { ...rows, values: meanWeights(rows) };

  return {
    numFeatures,
    dim,
    stride,
    get values() {
      return bag.table;
    },
    forward: (rows) => unpad(bag.forward(weighted(rows)), rows.numRows, dim, stride),
    gradient: (rows, upstream) => {
      if (upstream.length !== rows.numRows * dim) {
        throw new RangeError(
          `EmbeddingTable.gradient: upstream must have ${rows.numRows} x ${dim} numbers, got ${upstream.length}`,
        );
      }
      return bag.gradient(weighted(rows), pad(upstream, rows.numRows, dim, stride));
    },
    read: () => unpad(bag.table, numFeatures, dim, stride),
    write: (values) => {
      if (values.length !== numFeatures * dim) {
        throw new RangeError(
          `EmbeddingTable.write: expected ${numFeatures} x ${dim} numbers, got ${values.length}`,
        );
      }
      bag.table.set(pad(values, numFeatures, dim, stride));
    },
  };
}

function meanWeights(rows: SparseRows): Float32Array {
  const { numRows, offsets, indices, values } = rows;
  const weights = new Float32Array(indices.length);
  for (let row = 0; row < numRows; row++) {
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    let total = 0;
    for (let i = start; i < end; i++) total += values === undefined ? 1 : Math.abs(values[i]!);
    if (total === 0) continue;
    for (let i = start; i < end; i++) weights[i] = (values === undefined ? 1 : values[i]!) / total;
  }
  return weights;
}

function unpad(padded: Float32Array, numRows: number, dim: number, stride: number): Float32Array {
  if (dim === stride) return padded.slice();
  const out = new Float32Array(numRows * dim);
  for (let row = 0; row < numRows; row++) {
    out.set(padded.subarray(row * stride, row * stride + dim), row * dim);
  }
  return out;
}

function pad(values: Float32Array, numRows: number, dim: number, stride: number): Float32Array {
  if (dim === stride) return values;
  const out = new Float32Array(numRows * stride);
  for (let row = 0; row < numRows; row++) out.set(values.subarray(row * dim, (row + 1) * dim), row * stride);
  return out;
}
