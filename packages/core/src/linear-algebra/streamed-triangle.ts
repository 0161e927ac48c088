import { createMatrix, type Matrix } from '../matrix/matrix.js';
import { addTransposedProduct } from './add-transposed-product.js';
import { transposeMatrix } from './transpose-matrix.js';

/** The triangular factor R of a tall matrix A = QR that comes in blocks of rows. */
export interface StreamedTriangle {
  /**
   * Takes more rows, and destroys them.
   *
   * @param block row-major [numRows, numColumns], finite
   */
  absorb(block: Float64Array, numRows: number): void;
  /** R so far, [numColumns, numColumns], upper triangular: RᵀR = AᵀA. A live view. */
  readonly triangle: Matrix;
}

/** Columns that are reduced together, so that the rest of the block sees them as one matrix product. */
const panelWidth = 32;

/**
 * Starts a QR factorisation of a matrix with n columns and any number of rows: each block of rows is reduced under the
 * triangle by Householder reflections, [R; block] = Q' R' (Golub and Van Loan, *Matrix Computations*, sections 5.2 and
 * 6.5; products of reflections as I - V T Vᵀ, Schreiber and Van Loan 1989). Backward stable: singular values of R are
 * those of A to about 1e-16 of the largest, where the Gram matrix AᵀA would lose half of the digits. Memory O(n²), time
 * 2n² per row.
 */
export function createStreamedTriangle(numColumns: number): StreamedTriangle {
  const triangle = createMatrix(numColumns, numColumns);
  const r = triangle.data;
  return {
    triangle,
    absorb: (block, numRows) => {
      for (let first = 0; first < numColumns; first += panelWidth) {
        const width = Math.min(panelWidth, numColumns - first);
        const { reflections, factor } = reducePanel(r, block, numColumns, numRows, first, width);
        const rest = first + width;
        const cols = numColumns - rest;
        if (cols === 0) continue;
        // For the rest C = [rows of R; block]: C ← C - V Tᵀ Vᵀ C, where V = [I; reflectionsᵀ].
        const top = { data: r, start: first * numColumns + rest, stride: numColumns };
        const bottom = { data: block, start: rest, stride: numColumns };
        const asColumns = transposeMatrix(createMatrix(width, numRows, reflections)).data;
        const products = { data: new Float64Array(width * cols), start: 0, stride: cols };
        for (let i = 0; i < width; i++) {
          const at = top.start + i * numColumns;
          products.data.set(r.subarray(at, at + cols), i * cols);
        }
        addTransposedProduct({
          a: { data: asColumns, start: 0, stride: width },
          b: bottom,
          c: products,
          rows: width,
          cols,
          inner: numRows,
          scale: 1,
        });
        const turned = { data: new Float64Array(width * cols), start: 0, stride: cols };
        addTransposedProduct({
          a: { data: factor, start: 0, stride: width },
          b: products,
          c: turned,
          rows: width,
          cols,
          inner: width,
          scale: 1,
        });
        for (let i = 0; i < width; i++) {
          for (let j = 0; j < cols; j++) r[top.start + i * numColumns + j]! -= turned.data[i * cols + j]!;
        }
        addTransposedProduct({
          a: { data: reflections, start: 0, stride: numRows },
          b: turned,
          c: bottom,
          rows: numRows,
          cols,
          inner: width,
          scale: -1,
        });
      }
    },
  };
}

/**
 * Reduces some columns of [R; block] by reflections H_j = I - τ_j v_j v_jᵀ, v_j = [e_j; x_j]: their part of R becomes
 * triangular, their part of the block becomes zero (and is left as it is: nobody reads it again).
 *
 * @returns the x_j as rows [width, numRows], and T [width, width] with H_0 H_1 … = I - V T Vᵀ
 */
function reducePanel(
  r: Float64Array,
  block: Float64Array,
  numColumns: number,
  numRows: number,
  first: number,
  width: number,
): { reflections: Float64Array; factor: Float64Array } {
  const columns = new Float64Array(width * numRows);
  for (let row = 0; row < numRows; row++) {
    for (let j = 0; j < width; j++) columns[j * numRows + row] = block[row * numColumns + first + j]!;
  }
  const factor = new Float64Array(width * width);
  for (let j = 0; j < width; j++) {
    const diagonal = (first + j) * numColumns + first + j;
    const head = r[diagonal]!;
    const square = dot(columns, j * numRows, j * numRows, numRows);
    // A column of zeros needs no reflection: τ = 0 and x = 0.
    if (square === 0) continue;
    const norm = Math.sqrt(head * head + square);
    const turned = head > 0 ? -norm : norm;
    const tau = (turned - head) / turned;
    r[diagonal] = turned;
    for (let row = 0; row < numRows; row++) columns[j * numRows + row]! /= head - turned;
    for (let k = j + 1; k < width; k++) {
      const at = diagonal + k - j;
      const product = tau * (r[at]! + dot(columns, j * numRows, k * numRows, numRows));
      r[at]! -= product;
      for (let row = 0; row < numRows; row++) {
        columns[k * numRows + row]! -= product * columns[j * numRows + row]!;
      }
    }
    // T grows by the column -τ T (Vᵀ v_j), with τ below it; different e_j are orthogonal, so only the x_j count.
    factor[j * width + j] = tau;
    for (let i = 0; i < j; i++) {
      const product = -tau * dot(columns, i * numRows, j * numRows, numRows);
      for (let k = 0; k <= i; k++) factor[k * width + j]! += factor[k * width + i]! * product;
    }
  }
  return { reflections: columns, factor };
}

function dot(values: Float64Array, a: number, b: number, length: number): number {
  let even = 0;
  let odd = 0;
  let i = 0;
  for (; i + 1 < length; i += 2) {
    even += values[a + i]! * values[b + i]!;
    odd += values[a + i + 1]! * values[b + i + 1]!;
  }
  if (i < length) even += values[a + i]! * values[b + i]!;
  return even + odd;
}
