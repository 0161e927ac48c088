import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMatrix } from '../matrix/matrix.js';
import { randomMatrix } from '../testing/random-matrix.js';
import { multiplyMatrices } from './multiply-matrices.js';
import { numericalRank } from './numerical-rank.js';
import { singularValues } from './singular-values.js';

describe('singularValues', () => {
  it('has the values known by hand', () => {
    // [[3, 0], [4, 5]] has singular values √45 and √5.
    const values = singularValues(createMatrix(2, 2, [3, 0, 4, 5]));
    expect(values[0]).toBeCloseTo(Math.sqrt(45), 14);
    expect(values[1]).toBeCloseTo(Math.sqrt(5), 14);
    const wide = singularValues(createMatrix(1, 3, [2, -1, 2]));
    expect(wide.length).toBe(1);
    expect(wide[0]).toBeCloseTo(3, 14);
    expect(singularValues(createMatrix(3, 0))).toEqual(new Float64Array(0));
    expect(singularValues(createMatrix(3, 2))).toEqual(new Float64Array(2));
  });

  it('takes the largest and smallest of doubles', () => {
    for (const scale of [1e-300, 1e300]) {
      const values = singularValues(createMatrix(2, 2, [3 * scale, 0, 4 * scale, 5 * scale]));
      expect(values[0]! / scale).toBeCloseTo(Math.sqrt(45), 12);
    }
  });
});

describe('numericalRank', () => {
  it('finds the rank of a product of thin factors, tall or wide, at any scale', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 25 }),
        fc.integer({ min: 1, max: 25 }),
        fc.integer({ min: 0, max: 6 }),
        fc.constantFrom(1e-200, 1, 1e150),
        (rows, cols, inner, scale) => {
          const product = multiplyMatrices(randomMatrix(rows, inner), randomMatrix(inner, cols));
          const scaled = createMatrix(
            rows,
            cols,
            product.data.map((value) => value * scale),
          );
          expect(numericalRank(scaled)).toBe(Math.min(rows, cols, inner));
        },
      ),
    );
  });

  it('uses the tolerance relative to the largest singular value', () => {
    const matrix = createMatrix(2, 2, [1000, 0, 0, 1e-4]);
    expect(numericalRank(matrix)).toBe(2);
    expect(numericalRank(matrix, { tolerance: 1e-6 })).toBe(1);
    expect(() => numericalRank(matrix, { tolerance: -1 })).toThrow(RangeError);
    expect(() => numericalRank(createMatrix(1, 1, [Infinity]))).toThrow(/is Infinity/);
  });
});
