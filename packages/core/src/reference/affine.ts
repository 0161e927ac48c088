import { checkFloat64 } from '../checks/check-float64.js';
import { checkMatrix } from '../checks/check-matrix.js';
import { createMatrix, type Matrix } from '../matrix/matrix.js';

/**
 * h Wᵀ + b for every row of a batch, one dot product at a time, after checking the shapes.
 *
 * @param hidden [batch, in]
 * @param weights [out, in]
 * @param bias out numbers, zeros when left out
 * @returns [batch, out]
 */
export function affine(
  place: string,
  hidden: Matrix,
  weights: Matrix,
  bias: Float64Array | undefined,
  names: { readonly weights: string; readonly bias: string },
): Matrix {
  checkMatrix(place, 'hidden', hidden);
  checkMatrix(place, names.weights, weights);
  if (weights.cols !== hidden.cols) {
    throw new RangeError(
      `${place}: ${names.weights} must have ${hidden.cols} columns like hidden, got ${weights.cols}`,
    );
  }
  if (bias !== undefined) checkFloat64(place, names.bias, bias, weights.rows);
  const result = createMatrix(hidden.rows, weights.rows);
  for (let row = 0; row < hidden.rows; row++) {
    for (let out = 0; out < weights.rows; out++) {
      let sum = bias === undefined ? 0 : bias[out]!;
      for (let i = 0; i < hidden.cols; i++) {
        sum += hidden.data[row * hidden.cols + i]! * weights.data[out * hidden.cols + i]!;
      }
      result.data[row * weights.rows + out] = sum;
    }
  }
  return result;
}
