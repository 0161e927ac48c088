import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomial, binomialSum } from './binomial.js';

describe('binomial', () => {
  it('is Pascal’s triangle', () => {
    expect([0, 1, 2, 3, 4, 5].map((k) => binomial(5, k))).toEqual([1n, 5n, 10n, 10n, 5n, 1n]);
    expect(binomial(0, 0)).toBe(1n);
    expect(binomial(3, 4)).toBe(0n);
    expect(binomial(100, 50)).toBe(100891344545564193334812497256n);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (n, k) => {
        expect(binomial(n, k)).toBe(binomial(n - 1, k - 1) + binomial(n - 1, k));
      }),
    );
  });

  it('refuses what is no count', () => {
    expect(() => binomial(-1, 0)).toThrow(RangeError);
    expect(() => binomial(3, 1.5)).toThrow(RangeError);
    expect(() => binomial(3n as unknown as number, 1)).toThrow(TypeError);
  });
});

describe('binomialSum', () => {
  it('equals the terms added up, from either end of the row', () => {
    for (let n = 0; n <= 40; n++) {
      let sum = 0n;
      expect(binomialSum(n, -1)).toBe(0n);
      for (let last = 0; last <= n + 2; last++) {
        sum += binomial(n, last);
        expect(binomialSum(n, last)).toBe(sum);
      }
    }
  });
});
