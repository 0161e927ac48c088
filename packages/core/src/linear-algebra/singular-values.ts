import { SingularValueDecomposition } from 'ml-matrix';
import { checkMatrix } from '../checks/check-matrix.js';
import { createMatrix, type Matrix } from '../matrix/matrix.js';
import { toMlMatrix } from './ml-matrix-adapter.js';

/**
 * The singular values of a matrix, largest first: min(rows, cols) of them, each right to about 1e-16 of the largest
 * times the size of the matrix. Time grows as rows · cols · min(rows, cols).
 *
 * @throws TypeError, RangeError when the matrix is not well-formed or not finite
 */
export function singularValues(matrix: Matrix): Float64Array {
  checkMatrix('singularValues', 'matrix', matrix);
  const { rows, cols, data } = matrix;
  const count = Math.min(rows, cols);
  let largest = 0;
  for (const value of data) largest = Math.max(largest, Math.abs(value));
  if (count === 0 || largest === 0) return new Float64Array(count);
  // Scaled by a power of two (exactly), so that squares of entries neither overflow nor vanish.
  const exponent = Math.min(1000, Math.max(-1000, Math.floor(Math.log2(largest))));
  const scaled = createMatrix(
    rows,
    cols,
    data.map((value) => value * 2 ** -exponent),
  );
  const { diagonal } = new SingularValueDecomposition(toMlMatrix(scaled), {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  return Float64Array.from(diagonal, (value) => Math.abs(value) * 2 ** exponent)
    .slice(0, count)
    .sort()
    .reverse();
}
