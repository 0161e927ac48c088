import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gramError } from '../testing/gram-error.js';
import { trigonometricBasis } from './trigonometric-basis.js';

describe('trigonometricBasis', () => {
  it('gives the columns written down by hand for n = 4, k = 1', () => {
    const h = Math.SQRT1_2;
    const { rows, cols, data } = trigonometricBasis({ numLabels: 4, k: 1 });
    expect([rows, cols]).toEqual([4, 3]);
    const expected = [0.5, h, 0, 0.5, 0, h, 0.5, -h, 0, 0.5, 0, -h];
    expected.forEach((value, i) => {
      expect(data[i]).toBeCloseTo(value, 15);
    });
  });

  it('agrees with the formula for every n <= 24 and every k', () => {
    for (let n = 1; n <= 24; n++) {
      for (let k = 0; 2 * k + 1 <= n; k++) {
        const { data } = trigonometricBasis({ numLabels: n, k });
        for (let t = 0; t < n; t++) {
          expect(data[t * (2 * k + 1)]).toBeCloseTo(Math.sqrt(1 / n), 14);
          for (let j = 1; j <= k; j++) {
            const angle = (2 * Math.PI * j * t) / n;
            expect(data[t * (2 * k + 1) + 2 * j - 1]).toBeCloseTo(Math.sqrt(2 / n) * Math.cos(angle), 14);
            expect(data[t * (2 * k + 1) + 2 * j]).toBeCloseTo(Math.sqrt(2 / n) * Math.sin(angle), 14);
          }
        }
      }
    }
  });

  it('has orthonormal columns for any n and k', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share) => {
          const k = Math.floor(share * ((n - 1) / 2));
          expect(gramError(trigonometricBasis({ numLabels: n, k }))).toBeLessThan(1e-14);
        },
      ),
    );
  });

  it('stays orthonormal to 1e-14 at n = 8921 and n = 20000, where a naive angle 2πjt/n has lost digits', () => {
    expect(gramError(trigonometricBasis({ numLabels: 8921, k: 20 }))).toBeLessThan(1e-14);
    const basis = trigonometricBasis({ numLabels: 20000, k: 12 });
    expect(gramError(basis)).toBeLessThan(1e-14);
    // j = 12, t = 19999 is minus one step of the twelfth frequency.
    expect(basis.data[19999 * 25 + 24]).toBe(-basis.data[1 * 25 + 24]!);
  });

  it('refuses what is no basis', () => {
    expect(() => trigonometricBasis({ numLabels: 6, k: 3 })).toThrow(/2k \+ 1 = 7 columns.*6 labels.*k <= 2/);
    expect(() => trigonometricBasis({ numLabels: 0, k: 0 })).toThrow(RangeError);
    expect(() => trigonometricBasis({ numLabels: 5, k: 0.5 })).toThrow(RangeError);
    expect(() => trigonometricBasis({ numLabels: 5, k: Number.NaN })).toThrow(RangeError);
    expect(() => trigonometricBasis({ numLabels: '5' as unknown as number, k: 1 })).toThrow(TypeError);
    expect(() => trigonometricBasis(undefined as unknown as { numLabels: number; k: number })).toThrow(
      TypeError,
    );
  });
});
