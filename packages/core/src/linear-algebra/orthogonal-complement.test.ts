import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trigonometricBasis } from '../bases/trigonometric-basis.js';
import { createMatrix } from '../matrix/matrix.js';
import { gramError } from '../testing/gram-error.js';
import { randomMatrix } from '../testing/random-matrix.js';
import { multiplyMatrices } from './multiply-matrices.js';
import { orthogonalComplement } from './orthogonal-complement.js';
import { transposeMatrix } from './transpose-matrix.js';

describe('orthogonalComplement', () => {
  it('is known by hand for one column', () => {
    const { rows, cols, data } = orthogonalComplement(createMatrix(2, 1, [3, 4]));
    expect([rows, cols]).toEqual([2, 1]);
    expect(Math.abs(data[0]! * 3 + data[1]! * 4)).toBeLessThan(1e-15);
    expect(Math.hypot(data[0]!, data[1]!)).toBeCloseTo(1, 15);
  });

  it('is orthonormal, orthogonal to the columns and fills the space', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 35 }),
        fc.integer({ min: 0, max: 8 }),
        fc.constantFrom(1e-200, 1, 1e200),
        (rows, cols, inner, scale) => {
          const product = multiplyMatrices(randomMatrix(rows, inner), randomMatrix(inner, cols));
          const matrix = createMatrix(
            rows,
            cols,
            product.data.map((value) => value * scale),
          );
          const complement = orthogonalComplement(matrix);
          expect(complement.rows).toBe(rows);
          expect(complement.cols).toBe(rows - Math.min(rows, cols, inner));
          expect(gramError(complement)).toBeLessThan(1e-13);
          const cross = multiplyMatrices(transposeMatrix(matrix), complement);
          const largest = Math.max(...matrix.data.map(Math.abs));
          for (const value of cross.data) expect(Math.abs(value)).toBeLessThanOrEqual(1e-12 * largest);
        },
      ),
    );
  });

  it('complements a basis: the two together are a rotation of the whole space', () => {
    const basis = trigonometricBasis({ numLabels: 101, k: 7 });
    const complement = orthogonalComplement(basis);
    const all = createMatrix(101, 101);
    for (let r = 0; r < 101; r++) {
      all.data.set(basis.data.subarray(r * 15, (r + 1) * 15), r * 101);
      all.data.set(complement.data.subarray(r * 86, (r + 1) * 86), r * 101 + 15);
    }
    expect(gramError(all)).toBeLessThan(1e-13);
  });

  it('is everything for a zero matrix and nothing for a square one', () => {
    expect(orthogonalComplement(createMatrix(2, 3))).toEqual(createMatrix(2, 2, [1, 0, 0, 1]));
    expect(orthogonalComplement(createMatrix(2, 0))).toEqual(createMatrix(2, 2, [1, 0, 0, 1]));
    expect(orthogonalComplement(randomMatrix(4, 4)).cols).toBe(0);
    expect(() => orthogonalComplement(createMatrix(1, 1, [Number.NaN]))).toThrow(RangeError);
  });
});
