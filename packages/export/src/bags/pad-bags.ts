import type { SparseRows } from '@sbn/core';

/** Sparse rows as an exported bag encoder takes them: two tables [numRows, length]. */
export interface PaddedBags {
  readonly numRows: number;
  /** The entries of the longest row, at least 1. */
  readonly length: number;
  /** Column numbers; 0 where a row has no more entries. */
  readonly indices: Int32Array;
  /** Their values (1 where the rows have none); 0 where a row has no more entries. */
  readonly weights: Float32Array;
}

/** Fills sparse rows up to the length of the longest. */
export function padBags({ numRows, offsets, indices, values }: SparseRows): PaddedBags {
  let length = 1;
  for (let row = 0; row < numRows; row++) length = Math.max(length, offsets[row + 1]! - offsets[row]!);
  const padded = {
    numRows,
    length,
    indices: new Int32Array(numRows * length),
    weights: new Float32Array(numRows * length),
  };
  for (let row = 0; row < numRows; row++) {
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    padded.indices.set(indices.subarray(start, end), row * length);
    if (values === undefined) padded.weights.fill(1, row * length, row * length + end - start);
    else padded.weights.set(values.subarray(start, end), row * length);
  }
  return padded;
}
