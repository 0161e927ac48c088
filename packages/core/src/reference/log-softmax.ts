import { checkMatrix } from '../checks/check-matrix.js';
import { createMatrix, type Matrix } from '../matrix/matrix.js';

/**
 * Log probabilities of scores in float64, row by row: s_j - log Σ_i exp(s_i).
 *
 * @param scores [batch, n], finite
 * @returns [batch, n]
 * @throws TypeError, RangeError when the scores are no such matrix
 */
export function logSoftmaxReference(scores: Matrix): Matrix {
  checkMatrix('logSoftmaxReference', 'scores', scores);
  const { rows, cols, data } = scores;
  const result = createMatrix(rows, cols);
  for (let row = 0; row < rows; row++) {
    const s = data.subarray(row * cols, (row + 1) * cols);
    const largest = s.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const logSum = Math.log(s.reduce((sum, value) => sum + Math.exp(value - largest), 0));
    s.forEach((value, j) => {
      result.data[row * cols + j] = value - largest - logSum;
    });
  }
  return result;
}
