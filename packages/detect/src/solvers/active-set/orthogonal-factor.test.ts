import { createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { normalVector } from '../../testing/random-layer.js';
import { createOrthogonalFactor } from './orthogonal-factor.js';

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, j) => sum + value * b[j]!, 0);

describe('createOrthogonalFactor', () => {
  it('stays a factorisation through hundreds of additions and removals', () => {
    const dimension = 8;
    const random = createRandom(2);
    const factor = createOrthogonalFactor(dimension);
    const vectors: Float64Array[] = [];
    const rest = new Float64Array(dimension);
    const coefficients = new Float64Array(dimension);
    for (let step = 0; step < 500; step++) {
      const v = normalVector(random, dimension);
      const norm = factor.project(v, rest, coefficients);
      // v = Σ coefficients · vectors + rest, and the rest is orthogonal to all of them.
      const rebuilt = rest.slice();
      vectors.forEach((vector, k) => {
        vector.forEach((entry, j) => {
          rebuilt[j] = rebuilt[j]! + coefficients[k]! * entry;
        });
        expect(Math.abs(dot(rest, vector))).toBeLessThan(1e-12);
      });
      v.forEach((entry, j) => {
        expect(rebuilt[j]).toBeCloseTo(entry, 8);
      });
      if (vectors.length < dimension && (vectors.length < 2 || random.uniform() < 0.6)) {
        expect(norm).toBeCloseTo(Math.hypot(...rest), 12);
        factor.append();
        vectors.push(v);
      } else {
        const index = random.int(vectors.length);
        factor.remove(index);
        vectors.splice(index, 1);
      }
      expect(factor.count).toBe(vectors.length);
      const rhs = normalVector(random, vectors.length);
      const z = new Float64Array(dimension);
      const multipliers = new Float64Array(dimension);
      factor.solve(rhs, z, multipliers);
      vectors.forEach((vector, k) => {
        expect(dot(vector, z)).toBeCloseTo(rhs[k]!, 7);
      });
      const combined = new Float64Array(dimension);
      vectors.forEach((vector, k) => {
        vector.forEach((entry, j) => {
          combined[j] = combined[j]! + multipliers[k]! * entry;
        });
      });
      z.forEach((entry, j) => {
        expect(combined[j]).toBeCloseTo(entry, 6);
      });
    }
  });
});
