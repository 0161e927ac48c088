/**
 * Sparse rows in the CSR layout: row r has the column numbers `indices[offsets[r] .. offsets[r + 1])`, and, when
 * `values` is there, the entries at the same positions. Without `values` every stored entry is 1.
 */
export interface SparseRows {
  readonly numRows: number;
  readonly numCols: number;
  /** `numRows + 1` non-decreasing positions; the first is 0, the last is `indices.length`. */
  readonly offsets: Uint32Array;
  /** Column numbers, each < `numCols`. */
  readonly indices: Uint32Array;
  readonly values?: Float32Array | undefined;
}

/**
 * One set of active labels per row: {@link SparseRows} without values, whose rows are strictly increasing (sorted,
 * no label twice) and whose `numCols` is the number of labels.
 */
export interface LabelSets extends SparseRows {
  readonly values?: undefined;
}
