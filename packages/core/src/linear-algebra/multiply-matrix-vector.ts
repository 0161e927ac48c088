import { checkFloat64 } from '../checks/check-float64.js';
import { checkMatrix } from '../checks/check-matrix.js';
import type { Matrix } from '../matrix/matrix.js';

/**
 * The product A x.
 *
 * @param a [m, p]
 * @param x p numbers
 * @returns m numbers
 * @throws TypeError, RangeError when the matrix is not well-formed or x has another length
 */
export function multiplyMatrixVector(a: Matrix, x: Float64Array): Float64Array {
  checkMatrix('multiplyMatrixVector', 'a', a);
  checkFloat64('multiplyMatrixVector', 'x', x, a.cols);
  const product = new Float64Array(a.rows);
  for (let r = 0; r < a.rows; r++) {
    let sum = 0;
    for (let c = 0; c < a.cols; c++) sum += a.data[r * a.cols + c]! * x[c]!;
    product[r] = sum;
  }
  return product;
}
