import { SingularValueDecomposition } from 'ml-matrix';
import { createRandom } from '../random/random.js';
import { addTransposedProduct } from './add-transposed-product.js';
import { toMlMatrix } from './ml-matrix-adapter.js';
import { singularValues } from './singular-values.js';
import type { StreamedSpectrum } from './streamed-spectrum.js';
import { createStreamedTriangle } from './streamed-triangle.js';

/** Non-zero entries in a row of the test matrix, which is as good as a dense one (Tropp et al. 2019, section 3.3). */
const nonZeros = 8;

/** Rows of Bᵀ that are formed at once. */
const slabRows = 256;

/**
 * Directions of the sketch below this share of the largest are left out: products AᵀP are right to 2^-52 of the largest,
 * and division by such a length would leave less than half of the digits.
 */
const weakestDirection = 2 ** -26;

/**
 * Singular values below this share of the largest are rounding and say nothing about the matrix.
 */
export const sketchResolution: number = 2 ** -24;

/**
 * The largest singular values of a matrix A with many columns, from below: those of B = QᵀA, where Q is an orthonormal
 * basis of the range of P = AΩ and Ω a random matrix of signs with `size` columns (Halko, Martinsson, Tropp, *Finding
 * Structure with Randomness*, SIAM Review 53, 2011, algorithms 4.1 and 5.1).
 *
 * One pass is enough: with P = QR the stream needs to keep R and AᵀP only, since B = R⁻ᵀ(AᵀP)ᵀ. This is the Nyström
 * approximation of AᵀA (Tropp, Yurtsever, Udell, Cevher, *Fixed-rank approximation of a positive-semidefinite matrix from
 * streaming data*, NIPS 2017), with R by reflections and not from PᵀP. Since Q is orthonormal, BᵀB <= AᵀA: every singular
 * value is at most that of A, whatever Ω is. Memory O(n · size), time 2 n · size per row.
 */
export function createSketchedSpectrum(options: {
  readonly numColumns: number;
  readonly size: number;
  readonly seed: number;
}): StreamedSpectrum {
  const { numColumns, size, seed } = options;
  const { columns, signs, perColumn } = sparseSigns(numColumns, size, seed);
  const range = createStreamedTriangle(size);
  // (AᵀP)ᵀ [size, numColumns].
  const products = new Float64Array(size * numColumns);

  return {
    absorb: (block, numRows) => {
      const sketch = new Float64Array(numRows * size);
      for (let row = 0; row < numRows; row++) {
        const from = row * numColumns;
        const to = row * size;
        for (let j = 0; j < numColumns; j++) {
          const value = block[from + j]!;
          for (let i = j * perColumn; i < (j + 1) * perColumn; i++) {
            sketch[to + columns[i]!]! += signs[i]! * value;
          }
        }
      }
      addTransposedProduct({
        a: { data: sketch, start: 0, stride: size },
        b: { data: block, start: 0, stride: numColumns },
        c: { data: products, start: 0, stride: numColumns },
        rows: size,
        cols: numColumns,
        inner: numRows,
        scale: 1,
      });
      range.absorb(sketch, numRows);
    },

    singularValues: () => {
      const { directions, count } = inverseDirections(range.triangle.data, size);
      const factor = createStreamedTriangle(count);
      for (let first = 0; first < numColumns; first += slabRows) {
        const rows = Math.min(slabRows, numColumns - first);
        const slab = new Float64Array(rows * count);
        addTransposedProduct({
          a: { data: products, start: first, stride: numColumns },
          b: { data: directions, start: 0, stride: count },
          c: { data: slab, start: 0, stride: count },
          rows,
          cols: count,
          inner: size,
          scale: 1,
        });
        factor.absorb(slab, rows);
      }
      return singularValues(factor.triangle);
    },
  };
}

/** Ω [numColumns, size], `perColumn` signs in each row: entry i is `signs[i]` in column `columns[i]`. */
function sparseSigns(
  numColumns: number,
  size: number,
  seed: number,
): { columns: Uint32Array; signs: Int8Array; perColumn: number } {
  const random = createRandom([seed, 'sketch']);
  const perColumn = Math.min(nonZeros, size);
  const columns = new Uint32Array(numColumns * perColumn);
  for (let j = 0; j < numColumns; j++) columns.set(random.sample(size, perColumn), j * perColumn);
  const signs = Int8Array.from(columns, () => (random.int(2) === 0 ? -1 : 1));
  return { columns, signs, perColumn };
}

/** V Σ⁻¹ [size, count] of R = U Σ Vᵀ, without the directions that are too weak to divide by. */
function inverseDirections(
  triangle: Float64Array,
  size: number,
): { directions: Float64Array; count: number } {
  const { diagonal, rightSingularVectors } = new SingularValueDecomposition(
    toMlMatrix({ rows: size, cols: size, data: triangle }),
    { computeLeftSingularVectors: false },
  );
  const weakest = weakestDirection * Math.max(...diagonal);
  const kept = diagonal.flatMap((value, j) => (value > weakest ? [j] : []));
  const count = kept.length;
  const directions = new Float64Array(size * count);
  kept.forEach((j, at) => {
    for (let i = 0; i < size; i++) directions[i * count + at] = rightSingularVectors.get(i, j) / diagonal[j]!;
  });
  return { directions, count };
}
