import { Matrix as MlMatrix } from 'ml-matrix';
import { createMatrix, type Matrix } from '../matrix/matrix.js';

/** A copy as ml-matrix wants it. Only this file knows both kinds of matrix. */
export function toMlMatrix({ rows, cols, data }: Matrix): MlMatrix {
  const copy = new MlMatrix(rows, cols);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) copy.set(r, c, data[r * cols + c]!);
  }
  return copy;
}

/** A copy of an ml-matrix. */
export function fromMlMatrix(matrix: MlMatrix): Matrix {
  return createMatrix(matrix.rows, matrix.columns, matrix.to1DArray());
}
