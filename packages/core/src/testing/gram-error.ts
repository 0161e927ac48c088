import type { Matrix } from '../matrix/matrix.js';

/**
 * The largest entry of |QᵀQ - I|: how far the columns of a matrix are from orthonormal. Compensated sums, so that
 * what is measured is the matrix and not the adding up.
 */
export function gramError({ rows, cols, data }: Matrix): number {
  let worst = 0;
  for (let i = 0; i < cols; i++) {
    for (let j = i; j < cols; j++) {
      let sum = i === j ? -1 : 0;
      let lost = 0;
      for (let t = 0; t < rows; t++) {
        const term = data[t * cols + i]! * data[t * cols + j]! - lost;
        const next = sum + term;
        lost = next - sum - term;
        sum = next;
      }
      worst = Math.max(worst, Math.abs(sum));
    }
  }
  return worst;
}
