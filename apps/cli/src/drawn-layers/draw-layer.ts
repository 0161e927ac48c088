import { createMatrix, createRandom, type Matrix, trigonometricBasis, vandermondeBasis } from '@sbn/core';
import type { LayerStructure } from '@sbn/detect';
import { type DrawnRun, hasFixedColumns } from './expand-drawn-grid.js';

/** A layer as it is drawn: no bias. */
export interface DrawnLayer {
  /** W, [n, dim]. */
  readonly weights: Matrix;
  /** The known form of the first columns, where they have one. */
  readonly structure?: LayerStructure;
}

/**
 * Draws the layer of a run: the same one every time.
 *
 * Fixed columns are orthonormal, and drawn numbers have variance 1/n, so that all columns are about as long as each other:
 * in a box |x_j| <= B none of them weighs more. Only a constant column is as long as all others together, which is what
 * the largest margins of k-sparse sets need. How long the rows are changes no answer: neither which sets are argmaxable
 * nor their margins or radii, which divide by it.
 */
export function drawLayer({
  head,
  numLabels,
  k,
  dim,
  seed,
}: Pick<DrawnRun, 'head' | 'numLabels' | 'k' | 'dim' | 'seed'>): DrawnLayer {
  // Not seeded by the kind: unit rows are those of the Gaussian layer of the same seed.
  const random = createRandom(['drawn layer', seed, numLabels, k]);
  const deviation = Math.sqrt(1 / numLabels);
  const gaussian = (): number => deviation * random.normal();
  if (hasFixedColumns(head)) {
    const fixed =
      head.kind === 'dft'
        ? trigonometricBasis({ numLabels, k })
        : vandermondeBasis({ numLabels, dim: 2 * k + 1 });
    return {
      weights: besideColumns(fixed, dim, gaussian),
      structure: head.kind === 'dft' ? { kind: 'trigonometric', k } : { kind: 'vandermonde', dim: 2 * k + 1 },
    };
  }
  const constant = head.constantColumn
    ? createMatrix(numLabels, 1, new Float64Array(numLabels).fill(deviation * Math.sqrt(dim - 1)))
    : createMatrix(numLabels, 0);
  // A head starts with uniform numbers; scaled to the same variance.
  const uniform = (): number => deviation * Math.sqrt(12) * (random.uniform() - 0.5);
  const weights = besideColumns(constant, dim, head.kind === 'sigmoid-bottleneck' ? uniform : gaussian);
  return { weights: head.kind === 'unit-rows' ? withUnitRows(weights) : weights };
}

/** The columns of a matrix, then drawn ones, column by column: wider layers begin like narrower ones. */
function besideColumns(fixed: Matrix, dim: number, draw: () => number): Matrix {
  const { rows, cols, data } = fixed;
  const matrix = createMatrix(rows, dim);
  for (let column = 0; column < dim; column++) {
    for (let row = 0; row < rows; row++) {
      matrix.data[row * dim + column] = column < cols ? data[row * cols + column]! : draw();
    }
  }
  return matrix;
}

function withUnitRows({ rows, cols, data }: Matrix): Matrix {
  return createMatrix(
    rows,
    cols,
    data.map((value, at) => {
      const start = at - (at % cols);
      return value / Math.hypot(...data.subarray(start, start + cols));
    }),
  );
}
