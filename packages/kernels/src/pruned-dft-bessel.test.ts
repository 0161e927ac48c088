import { describe, expect, it } from 'vitest';
import { besselFunctions } from './pruned-dft-bessel.js';

/** J_i(x) = (1/π) ∫ cos(iτ - x sin τ) dτ over 0..π; the midpoint rule is exact to rounding for a periodic function. */
function byIntegral(x: number, i: number): number {
  const points = 2000;
  let sum = 0;
  for (let p = 0; p < points; p++) {
    const angle = (Math.PI * (p + 0.5)) / points;
    sum += Math.cos(i * angle - x * Math.sin(angle));
  }
  return sum / points;
}

describe('besselFunctions', () => {
  it('agrees with the integral', () => {
    for (const x of [0, 1e-12, 1e-3, 0.5, 1, 3.7, 12, 60, 314, 799]) {
      for (const count of [1, 2, 9, 30, 400]) {
        const values = besselFunctions(x, count);
        expect(values).toHaveLength(count);
        for (let i = 0; i < count; i += 1 + Math.floor(count / 10)) {
          expect(Math.abs(values[i]! - byIntegral(x, i))).toBeLessThan(2e-14);
        }
      }
    }
  });
});
