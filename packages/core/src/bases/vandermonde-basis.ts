import { checkInteger, describeKind } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { unitRoots } from '../fft/unit-roots.js';
import { createMatrix, type Matrix } from '../matrix/matrix.js';

/** Where the n labels sit on the line: a named placement, or n strictly increasing numbers. */
export type VandermondePoints = 'chebyshev' | 'equispaced' | ArrayLike<number>;

/** Options of {@link vandermondeBasis}. */
export interface VandermondeBasisOptions {
  /** Number of labels n >= 1. */
  readonly numLabels: number;
  /** Number of columns, 1 <= dim <= n. */
  readonly dim: number;
  /** The points, `'chebyshev'` when left out. */
  readonly points?: VandermondePoints;
}

/**
 * An orthonormal basis of the columns 1, x, x², …, x^(dim-1) of a Vandermonde matrix on n increasing points: the
 * factor Q of its QR decomposition, with the signs that make the diagonal of R positive.
 *
 * Column j is the polynomial of degree j, with positive leading coefficient, of the family that is orthonormal on
 * the points. The sign vectors of Q c, over all c, are exactly those with at most dim - 1 sign changes along the
 * line, so with dim = 2k+1 every label set with at most k labels is among them.
 *
 * The Vandermonde matrix itself is never formed (its condition number grows exponentially with dim):
 * - `'chebyshev'` (default): x_t = -cos(π(2t+1)/(2n)). The orthonormal polynomials are the Chebyshev polynomials, so
 *   the columns are cosines (the DCT-II vectors), written down in closed form. All labels get rows of almost the
 *   same length, which is why this is the default.
 * - `'equispaced'` (in [-1, 1]) or your own points: Arnoldi's process on the operator "multiply by x", each column
 *   orthogonalised twice against all earlier ones. The columns are orthonormal to 1e-12 for any dim; points are
 *   first mapped to [-1, 1], which leaves the span as it is. Beyond dim ~ 2√n the polynomials on equispaced points
 *   are huge near the two ends and tiny in the middle: middle labels then have tiny rows.
 *
 * Source: Grivas, Vergari, Lopez, "Taming the Sigmoid Bottleneck", AAAI 2024 (Vandermonde parametrisation);
 * Brubeck, Nakatsukasa, Trefethen, "Vandermonde with Arnoldi", SIAM Review 2021 (the process).
 *
 * @returns matrix [n, dim]
 * @throws TypeError, RangeError when an option is none of the above, the points do not increase strictly, or they are
 *   so close together that double precision cannot tell the columns apart
 */
export function vandermondeBasis(options: VandermondeBasisOptions): Matrix {
  checkOptions('vandermondeBasis', options);
  const { numLabels, dim, points = 'chebyshev' } = options;
  checkInteger('vandermondeBasis', 'numLabels', numLabels, 1);
  checkInteger('vandermondeBasis', 'dim', dim, 1, numLabels);
  if (points === 'chebyshev') return chebyshevBasis(numLabels, dim);
  return arnoldiBasis(points === 'equispaced' ? equispaced(numLabels) : scaledPoints(points, numLabels), dim);
}

function chebyshevBasis(numLabels: number, dim: number): Matrix {
  const basis = createMatrix(numLabels, dim);
  const { data } = basis;
  // cos(πj(2t+1)/(2n)) is the cosine of j(2t+1) parts of a circle cut into 4n.
  const period = 4 * numLabels;
  const { cos } = unitRoots(period);
  const constant = Math.sqrt(1 / numLabels);
  const scale = Math.sqrt(2 / numLabels);
  for (let t = 0; t < numLabels; t++) {
    data[t * dim] = constant;
    let turn = 0;
    for (let j = 1; j < dim; j++) {
      turn = (turn + 2 * t + 1) % period;
      data[t * dim + j] = (j % 2 === 0 ? scale : -scale) * cos[turn]!;
    }
  }
  return basis;
}

function equispaced(numLabels: number): Float64Array {
  return Float64Array.from({ length: numLabels }, (_, t) =>
    numLabels === 1 ? 0 : (2 * t - (numLabels - 1)) / (numLabels - 1),
  );
}

function scaledPoints(points: ArrayLike<number>, numLabels: number): Float64Array {
  if (typeof points !== 'object' || points === null || typeof points.length !== 'number') {
    throw new TypeError(
      `vandermondeBasis: points must be 'chebyshev', 'equispaced' or an array of numbers, got ${describeKind(points)}`,
    );
  }
  if (points.length !== numLabels) {
    throw new RangeError(
      `vandermondeBasis: ${numLabels} labels need ${numLabels} points, got ${points.length}`,
    );
  }
  for (let t = 0; t < numLabels; t++) {
    const point = points[t]!;
    if (!Number.isFinite(point)) {
      throw new RangeError(`vandermondeBasis: points[${t}] must be a finite number, got ${point}`);
    }
    if (t > 0 && !(point > points[t - 1]!)) {
      throw new RangeError(
        `vandermondeBasis: points must increase strictly, but points[${t}] = ${point} comes after ${points[t - 1]}`,
      );
    }
  }
  const first = points[0]!;
  // Halves before subtracting: the width of the widest range must not overflow.
  const half = points[numLabels - 1]! / 2 - first / 2;
  return Float64Array.from(points, (point) => (half === 0 ? 0 : ((point / 2 - first / 2) / half) * 2 - 1));
}

function arnoldiBasis(points: Float64Array, dim: number): Matrix {
  const numLabels = points.length;
  const columns: Float64Array[] = [new Float64Array(numLabels).fill(Math.sqrt(1 / numLabels))];
  for (let j = 1; j < dim; j++) {
    const previous = columns[j - 1]!;
    const column = new Float64Array(numLabels);
    for (let t = 0; t < numLabels; t++) column[t] = points[t]! * previous[t]!;
    const before = norm(column);
    // One pass loses digits where columns are nearly dependent; two passes are enough (Kahan and Parlett).
    for (let pass = 0; pass < 2; pass++) {
      for (let i = j - 1; i >= 0; i--) subtractProjection(column, columns[i]!);
    }
    const after = norm(column);
    if (!(after > 1e-14 * Math.sqrt(numLabels) * before)) {
      throw new RangeError(
        `vandermondeBasis: column ${j} cannot be told apart from the columns before it in double precision. ` +
          `Spread the points, or choose dim <= ${j}.`,
      );
    }
    for (let t = 0; t < numLabels; t++) column[t] = column[t]! / after;
    columns.push(column);
  }
  const basis = createMatrix(numLabels, dim);
  for (let j = 0; j < dim; j++) {
    const column = columns[j]!;
    for (let t = 0; t < numLabels; t++) basis.data[t * dim + j] = column[t]!;
  }
  return basis;
}

function subtractProjection(column: Float64Array, unit: Float64Array): void {
  let dot = 0;
  for (let t = 0; t < column.length; t++) dot += column[t]! * unit[t]!;
  for (let t = 0; t < column.length; t++) column[t] = column[t]! - dot * unit[t]!;
}

function norm(column: Float64Array): number {
  let sum = 0;
  for (const value of column) sum += value * value;
  return Math.sqrt(sum);
}
