import { createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { normalVector } from '../testing/random-layer.js';
import { invertMatrix } from './invert-matrix.js';

describe('invertMatrix', () => {
  it('inverts', () => {
    for (const size of [1, 2, 5, 20]) {
      const matrix = normalVector(createRandom(size), size * size);
      const inverse = invertMatrix(matrix, size)!;
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          let sum = 0;
          for (let k = 0; k < size; k++) sum += inverse[i * size + k]! * matrix[k * size + j]!;
          expect(sum).toBeCloseTo(i === j ? 1 : 0, 9);
        }
      }
    }
  });

  it('needs row exchanges', () => {
    expect([...invertMatrix(Float64Array.of(0, 2, 1, 0), 2)!]).toEqual([0, 1, 0.5, 0]);
  });

  it('gives up on a singular matrix', () => {
    expect(invertMatrix(Float64Array.of(1, 2, 2, 4), 2)).toBeUndefined();
    expect(invertMatrix(new Float64Array(4), 2)).toBeUndefined();
  });
});
