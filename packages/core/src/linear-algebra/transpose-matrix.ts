import { checkMatrix } from '../checks/check-matrix.js';
import { createMatrix, type Matrix } from '../matrix/matrix.js';

/**
 * The transpose of a matrix, as a copy.
 *
 * @throws TypeError, RangeError when the matrix is not well-formed
 */
export function transposeMatrix(matrix: Matrix): Matrix {
  checkMatrix('transposeMatrix', 'matrix', matrix);
  const { rows, cols, data } = matrix;
  const transposed = createMatrix(cols, rows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) transposed.data[c * rows + r] = data[r * cols + c]!;
  }
  return transposed;
}
