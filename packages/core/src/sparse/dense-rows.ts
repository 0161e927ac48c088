/** Dense feature rows in float32, row by row: feature c of example r is `data[r * numCols + c]`. */
export interface DenseRows {
  readonly numRows: number;
  readonly numCols: number;
  readonly data: Float32Array;
}
