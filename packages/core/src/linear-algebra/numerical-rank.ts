import { checkMatrix } from '../checks/check-matrix.js';
import { checkNumber } from '../checks/check-number.js';
import type { Matrix } from '../matrix/matrix.js';
import { singularValues } from './singular-values.js';

/**
 * The numerical rank of a matrix: how many singular values are above `tolerance` times the largest.
 *
 * @param options.tolerance relative, in [0, 1); max(rows, cols) · 2^-52 when left out, which tells rounding errors
 *   from entries that were meant. For float32 weights choose 1e-6 or so.
 * @returns 0 for a zero or empty matrix
 * @throws TypeError, RangeError when the matrix is not well-formed or the tolerance is not in [0, 1)
 */
export function numericalRank(matrix: Matrix, options: { readonly tolerance?: number } = {}): number {
  checkMatrix('numericalRank', 'matrix', matrix);
  const { tolerance = Math.max(matrix.rows, matrix.cols) * Number.EPSILON } = options;
  checkNumber('numericalRank', 'tolerance', tolerance, 0, 1);
  const values = singularValues(matrix);
  const largest = values[0] ?? 0;
  return values.filter((value) => value > tolerance * largest).length;
}
