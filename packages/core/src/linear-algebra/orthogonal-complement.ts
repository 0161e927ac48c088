import { QrDecomposition, SingularValueDecomposition } from 'ml-matrix';
import { checkMatrix } from '../checks/check-matrix.js';
import { checkNumber } from '../checks/check-number.js';
import { createMatrix, type Matrix } from '../matrix/matrix.js';
import { fromMlMatrix, toMlMatrix } from './ml-matrix-adapter.js';

/**
 * An orthonormal basis of the vectors orthogonal to all columns of a matrix W [n, d]: the columns N [n, n - rank] of
 * the result, with WᵀN = 0 and NᵀN = I.
 *
 * Label set s is unargmaxable for sign(Wx) exactly when some non-zero vector orthogonal to the columns has no
 * sign against s (Stiemke), which is what this basis is for. Memory and time grow as n² and n² d: for a few thousand rows
 * at most.
 *
 * @param options.tolerance columns' rank as in `numericalRank`: relative, in [0, 1), max(n, d) · 2^-52 when left out
 * @throws TypeError, RangeError when the matrix is not well-formed or the tolerance is not in [0, 1)
 */
export function orthogonalComplement(matrix: Matrix, options: { readonly tolerance?: number } = {}): Matrix {
  checkMatrix('orthogonalComplement', 'matrix', matrix);
  const { rows, cols, data } = matrix;
  const { tolerance = Math.max(rows, cols) * Number.EPSILON } = options;
  checkNumber('orthogonalComplement', 'tolerance', tolerance, 0, 1);
  let largest = 0;
  for (const value of data) largest = Math.max(largest, Math.abs(value));
  if (rows === 0) return createMatrix(0, 0);
  if (largest === 0) return identity(rows);

  const scaled = createMatrix(
    rows,
    cols,
    data.map((value) => value / largest),
  );
  const { diagonal, leftSingularVectors } = new SingularValueDecomposition(toMlMatrix(scaled), {
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  const strongest = Math.max(...diagonal);
  const kept = diagonal.flatMap((value, j) => (value > tolerance * strongest ? [j] : []));

  // Householder QR of [column space, zeros], n x n: the zero columns stay zero, so the orthogonal factor is the column
  // space (up to sign) followed by its complement.
  const square = createMatrix(rows, rows);
  kept.forEach((j, column) => {
    for (let r = 0; r < rows; r++) square.data[r * rows + column] = leftSingularVectors.get(r, j);
  });
  const full = fromMlMatrix(new QrDecomposition(toMlMatrix(square)).orthogonalMatrix);
  const complement = createMatrix(rows, rows - kept.length);
  for (let r = 0; r < rows; r++) {
    complement.data.set(full.data.subarray(r * rows + kept.length, (r + 1) * rows), r * (rows - kept.length));
  }
  return complement;
}

function identity(size: number): Matrix {
  const matrix = createMatrix(size, size);
  for (let i = 0; i < size; i++) matrix.data[i * size + i] = 1;
  return matrix;
}
