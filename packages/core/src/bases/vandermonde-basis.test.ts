import { Matrix as MlMatrix, QrDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../matrix/matrix.js';
import { createRandom } from '../random/random.js';
import { gramError } from '../testing/gram-error.js';
import { type VandermondePoints, vandermondeBasis } from './vandermonde-basis.js';

/** Q of ml-matrix' QR of the Vandermonde matrix itself, signs turned so that R has a positive diagonal. */
function qrReference(points: readonly number[], dim: number): number[][] {
  const powers = points.map((x) => Array.from({ length: dim }, (_, j) => x ** j));
  const qr = new QrDecomposition(new MlMatrix(powers));
  const signs = qr.upperTriangularMatrix.diagonal().map(Math.sign);
  return qr.orthogonalMatrix.to2DArray().map((row) => row.map((value, j) => value * signs[j]!));
}

function largestDifference(basis: Matrix, reference: number[][]): number {
  let worst = 0;
  reference.forEach((row, t) => {
    row.forEach((value, j) => {
      worst = Math.max(worst, Math.abs(value - basis.data[t * basis.cols + j]!));
    });
  });
  return worst;
}

const chebyshev = (n: number): number[] =>
  Array.from({ length: n }, (_, t) => -Math.cos((Math.PI * (2 * t + 1)) / (2 * n)));
const equispaced = (n: number): number[] => Array.from({ length: n }, (_, t) => -1 + (2 * t) / (n - 1));

describe('vandermondeBasis', () => {
  it('is the orthonormal Gram polynomials by hand for three equispaced points', () => {
    const { data } = vandermondeBasis({ numLabels: 3, dim: 3, points: 'equispaced' });
    const [a, b, c] = [1 / Math.sqrt(3), 1 / Math.sqrt(2), 1 / Math.sqrt(6)];
    const expected = [a, -b, c, a, 0, -2 * c, a, b, c];
    expected.forEach((value, i) => {
      expect(data[i]).toBeCloseTo(value, 15);
    });
  });

  it.each([2, 3, 5, 12, 30])('equals ml-matrix QR of the plain Vandermonde matrix, n = %i', (n) => {
    for (let dim = 1; dim <= Math.min(n, 10); dim++) {
      expect(
        largestDifference(vandermondeBasis({ numLabels: n, dim }), qrReference(chebyshev(n), dim)),
      ).toBeLessThan(1e-11);
      expect(
        largestDifference(
          vandermondeBasis({ numLabels: n, dim, points: 'equispaced' }),
          qrReference(equispaced(n), dim),
        ),
      ).toBeLessThan(1e-11);
    }
  });

  it('gives the same columns in closed form and by the general process', () => {
    const closed = vandermondeBasis({ numLabels: 200, dim: 150 });
    const process = vandermondeBasis({ numLabels: 200, dim: 150, points: chebyshev(200) });
    let worst = 0;
    closed.data.forEach((value, i) => {
      worst = Math.max(worst, Math.abs(value - process.data[i]!));
    });
    expect(worst).toBeLessThan(1e-10);
  });

  const random = createRandom(11);
  const scattered = Float64Array.from({ length: 400 }, () => random.normal() * 1e6 + 3e5).sort();
  const clusters = Float64Array.from({ length: 200 }, (_, t) =>
    t < 100 ? -1 + 1e-5 * t : 1 - 1e-5 * (199 - t),
  );
  it.each<[string, number, number, VandermondePoints]>([
    ['chebyshev', 400, 400, 'chebyshev'],
    ['chebyshev, large n', 8921, 41, 'chebyshev'],
    ['equispaced', 400, 300, 'equispaced'],
    ['equispaced, all columns', 120, 120, 'equispaced'],
    ['scattered, far from [-1, 1]', 400, 200, scattered],
    // One pass of orthogonalisation is not enough here.
    ['two narrow clusters', 200, 8, clusters],
  ])('has columns orthonormal to 1e-12: %s', (_, numLabels, dim, points) => {
    expect(gramError(vandermondeBasis({ numLabels, dim, points }))).toBeLessThan(1e-12);
  });

  it('spans the polynomials: x^j is reproduced by the first j + 1 columns', () => {
    const n = 300;
    const x = equispaced(n);
    const { data, cols } = vandermondeBasis({ numLabels: n, dim: 60, points: 'equispaced' });
    for (const degree of [0, 1, 2, 7, 20, 59]) {
      const power = x.map((value) => value ** degree);
      const rest = [...power];
      for (let j = 0; j <= degree; j++) {
        const dot = power.reduce((sum, value, t) => sum + value * data[t * cols + j]!, 0);
        for (let t = 0; t < n; t++) rest[t] = rest[t]! - dot * data[t * cols + j]!;
      }
      expect(Math.hypot(...rest)).toBeLessThan(1e-12 * Math.hypot(...power) * n);
    }
  });

  it('turns each column with a positive last entry and degree-many sign changes', () => {
    for (const points of ['chebyshev', 'equispaced'] as const) {
      const { data, cols, rows } = vandermondeBasis({ numLabels: 40, dim: 9, points });
      for (let j = 0; j < cols; j++) {
        const signs = Array.from({ length: rows }, (_, t) => Math.sign(data[t * cols + j]!)).filter(
          (sign) => sign !== 0,
        );
        const changes = signs.filter((sign, t) => t > 0 && sign !== signs[t - 1]).length;
        expect(changes).toBe(j);
        expect(data[(rows - 1) * cols + j]).toBeGreaterThan(0);
      }
    }
  });

  it('takes a single point and the widest range of doubles', () => {
    expect([...vandermondeBasis({ numLabels: 1, dim: 1 }).data]).toEqual([1]);
    expect([...vandermondeBasis({ numLabels: 1, dim: 1, points: [7] }).data]).toEqual([1]);
    const wide = vandermondeBasis({ numLabels: 3, dim: 3, points: [-1.7e308, 0, 1.7e308] });
    expect(gramError(wide)).toBeLessThan(1e-14);
  });

  it('refuses bad options and points, naming the point', () => {
    expect(() => vandermondeBasis({ numLabels: 3, dim: 4 })).toThrow(
      /dim must be an integer in \[1, 3\], got 4/,
    );
    expect(() => vandermondeBasis({ numLabels: 3, dim: 0 })).toThrow(RangeError);
    expect(() => vandermondeBasis({ numLabels: 3, dim: 2, points: [1, 2] })).toThrow(/need 3 points, got 2/);
    expect(() => vandermondeBasis({ numLabels: 3, dim: 2, points: [1, 2, 2] })).toThrow(
      /points\[2\] = 2 comes after 2/,
    );
    expect(() => vandermondeBasis({ numLabels: 3, dim: 2, points: [1, Number.NaN, 2] })).toThrow(
      /points\[1\]/,
    );
    expect(() => vandermondeBasis({ numLabels: 3, dim: 2, points: 'random' as 'chebyshev' })).toThrow(
      TypeError,
    );
    const clustered = [0, 1e-17, 2e-17, 3e-17, 1];
    expect(() => vandermondeBasis({ numLabels: 5, dim: 4, points: clustered })).toThrow(
      /cannot be told apart/,
    );
  });
});
