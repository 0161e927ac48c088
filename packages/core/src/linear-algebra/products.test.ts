import { describe, expect, it } from 'vitest';
import { createMatrix } from '../matrix/matrix.js';
import { randomMatrix } from '../testing/random-matrix.js';
import { multiplyMatrices } from './multiply-matrices.js';
import { multiplyMatrixVector } from './multiply-matrix-vector.js';
import { transposeMatrix } from './transpose-matrix.js';

describe('matrix products', () => {
  const a = createMatrix(2, 3, [1, 2, 3, 4, 5, 6]);

  it('multiplies by hand', () => {
    const b = createMatrix(3, 2, [1, 0, 0, 1, 2, -1]);
    expect(multiplyMatrices(a, b)).toEqual(createMatrix(2, 2, [7, -1, 16, -1]));
    expect(multiplyMatrixVector(a, Float64Array.of(1, 0, -1))).toEqual(Float64Array.of(-2, -2));
    expect(transposeMatrix(a)).toEqual(createMatrix(3, 2, [1, 4, 2, 5, 3, 6]));
  });

  it('obeys (AB)ᵀ = BᵀAᵀ and (AB)x = A(Bx)', () => {
    const left = randomMatrix(5, 4);
    const right = randomMatrix(4, 6);
    const product = multiplyMatrices(left, right);
    const other = transposeMatrix(multiplyMatrices(transposeMatrix(right), transposeMatrix(left)));
    const x = randomMatrix(6, 1).data;
    const once = multiplyMatrixVector(product, x);
    const twice = multiplyMatrixVector(left, multiplyMatrixVector(right, x));
    product.data.forEach((value, i) => {
      expect(value).toBeCloseTo(other.data[i]!, 13);
    });
    once.forEach((value, i) => {
      expect(value).toBeCloseTo(twice[i]!, 13);
    });
  });

  it('takes empty matrices', () => {
    expect(multiplyMatrices(createMatrix(2, 0), createMatrix(0, 3))).toEqual(createMatrix(2, 3));
    expect(transposeMatrix(createMatrix(0, 3))).toEqual(createMatrix(3, 0));
  });

  it('refuses shapes that do not fit and entries that are no numbers', () => {
    expect(() => multiplyMatrices(a, a)).toThrow(/a is 2 x 3 and b is 2 x 3/);
    expect(() => multiplyMatrixVector(a, new Float64Array(2))).toThrow(/x must have 3 entries, got 2/);
    const holed = createMatrix(2, 2, [1, 2, Number.NaN, 4]);
    expect(() => transposeMatrix(holed)).toThrow(/entry \(row 1, column 0\) is NaN/);
    expect(() => multiplyMatrices(a, [[1]] as unknown as typeof a)).toThrow(TypeError);
    const wrong = { rows: 2, cols: 2, data: new Float64Array(3) };
    expect(() => transposeMatrix(wrong)).toThrow(/is 2 x 2 and needs 4 entries, got 3/);
    expect(() => transposeMatrix({ ...wrong, data: [1, 2, 3, 4] as unknown as Float64Array })).toThrow(
      TypeError,
    );
  });
});
