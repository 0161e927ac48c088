import { createMatrix, type Matrix } from '../matrix/matrix.js';
import { createRandom } from '../random/random.js';

/** A matrix of standard normal numbers, the same for the same arguments. */
export function randomMatrix(rows: number, cols: number, seed: number = 1): Matrix {
  const random = createRandom(['test matrix', rows, cols, seed]);
  return createMatrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => random.normal()),
  );
}
