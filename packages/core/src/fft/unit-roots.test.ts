import { describe, expect, it } from 'vitest';
import { unitRoots } from './unit-roots.js';

describe('unitRoots', () => {
  it('is exact at the quarter turns and agrees with cos and sin', () => {
    expect(unitRoots(1)).toEqual({ cos: Float64Array.of(1), sin: Float64Array.of(0) });
    expect(unitRoots(4)).toEqual({ cos: Float64Array.of(1, 0, -1, 0), sin: Float64Array.of(0, 1, 0, -1) });
    for (const n of [2, 3, 5, 7, 8, 9, 12, 24, 30, 97, 8921]) {
      const { cos, sin } = unitRoots(n);
      for (let m = 0; m < n; m++) {
        expect(Math.abs(cos[m]! - Math.cos((2 * Math.PI * m) / n))).toBeLessThan(2e-15);
        expect(Math.abs(sin[m]! - Math.sin((2 * Math.PI * m) / n))).toBeLessThan(2e-15);
      }
    }
  });

  it('has the symmetries of the circle, bit for bit', () => {
    for (const n of [6, 8, 15, 100, 20000]) {
      const { cos, sin } = unitRoots(n);
      for (let m = 1; m < n; m++) {
        expect(cos[n - m]).toBe(cos[m]);
        expect(sin[n - m]! + sin[m]!).toBe(0);
      }
    }
  });
});
