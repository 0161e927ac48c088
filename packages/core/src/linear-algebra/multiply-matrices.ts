import { checkMatrix } from '../checks/check-matrix.js';
import { createMatrix, type Matrix } from '../matrix/matrix.js';

/**
 * The product A B.
 *
 * @param a [m, p]
 * @param b [p, q]
 * @returns [m, q]
 * @throws TypeError, RangeError when a matrix is not well-formed or the inner sizes differ
 */
export function multiplyMatrices(a: Matrix, b: Matrix): Matrix {
  checkMatrix('multiplyMatrices', 'a', a);
  checkMatrix('multiplyMatrices', 'b', b);
  if (a.cols !== b.rows) {
    throw new RangeError(
      `multiplyMatrices: a is ${a.rows} x ${a.cols} and b is ${b.rows} x ${b.cols}; inner sizes must agree`,
    );
  }
  const product = createMatrix(a.rows, b.cols);
  for (let r = 0; r < a.rows; r++) {
    const target = r * b.cols;
    for (let i = 0; i < a.cols; i++) {
      const factor = a.data[r * a.cols + i]!;
      const source = i * b.cols;
      for (let c = 0; c < b.cols; c++) {
        product.data[target + c] = product.data[target + c]! + factor * b.data[source + c]!;
      }
    }
  }
  return product;
}
