import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExactSum, dyadicOf } from './exact-sum.js';

const anyDouble = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('dyadicOf', () => {
  it('is the double it came from, subnormal numbers included', () => {
    fc.assert(
      fc.property(anyDouble, (value) => {
        const { mantissa, exponent } = dyadicOf(value);
        const half = Math.trunc(exponent / 2);
        expect(Number(mantissa) * 2 ** half * 2 ** (exponent - half)).toBe(value + 0);
      }),
    );
    expect(dyadicOf(Number.MIN_VALUE)).toEqual({ mantissa: 1n, exponent: -1074 });
    expect(dyadicOf(-3)).toEqual({ mantissa: -3n * 2n ** 51n, exponent: -51 });
  });
});

describe('createExactSum', () => {
  it('adds what doubles would lose', () => {
    const sum = createExactSum();
    sum.addProduct(1e200, 1e200);
    sum.addProduct(1, 2 ** -1074);
    sum.addProduct(-1e200, 1e200);
    expect(sum.sign()).toBe(1);
    expect(sum.towardsZero()).toBe(2 ** -1074);
    sum.addProduct(-1, 2 ** -1074);
    expect(sum.sign()).toBe(0);
    expect(sum.towardsZero()).toBe(0);
  });

  it('is exact for integers', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.maxSafeInteger(), fc.maxSafeInteger())), (pairs) => {
        const sum = createExactSum();
        let expected = 0n;
        for (const [a, b] of pairs) {
          sum.addProduct(a, b);
          sum.addMultiple(BigInt(a), b);
          expected += 2n * BigInt(a) * BigInt(b);
        }
        const { mantissa, exponent } = sum.total();
        expect(exponent >= 0 ? mantissa << BigInt(exponent) : mantissa >> BigInt(-exponent)).toBe(expected);
      }),
    );
  });

  it('rounds towards zero', () => {
    fc.assert(
      fc.property(anyDouble, anyDouble, (a, b) => {
        const sum = createExactSum();
        sum.addProduct(a, 1);
        sum.addProduct(b, 1);
        const rounded = sum.towardsZero();
        const rest = createExactSum();
        rest.addProduct(a, 1);
        rest.addProduct(b, 1);
        rest.addProduct(-1, rounded);
        // What is left has the sign of the sum, and is less than one unit in the last place.
        expect(rest.sign() * sum.sign()).toBeGreaterThanOrEqual(0);
        if (Math.abs(rounded) < Number.MAX_VALUE) {
          const next = createExactSum();
          next.addProduct(Math.abs(rounded), 1);
          next.addProduct(Math.max(Number.MIN_VALUE, Math.abs(rounded) * 2 ** -52), 1);
          next.addProduct(-Math.sign(a + b), a);
          next.addProduct(-Math.sign(a + b), b);
          if (Math.abs(rounded) > 1e-290) expect(next.sign()).toBe(1);
        }
      }),
    );
    const huge = createExactSum();
    huge.addProduct(-1e300, 1e300);
    expect(huge.towardsZero()).toBe(-Number.MAX_VALUE);
    const tiny = createExactSum();
    tiny.addProduct(1e-300, 1e-300);
    expect(tiny.towardsZero()).toBe(0);
    expect(tiny.sign()).toBe(1);
    const subnormal = createExactSum();
    subnormal.addProduct(3 * 2 ** -600, 2 ** -473);
    expect(subnormal.towardsZero()).toBe(6 * 2 ** -1074);
  });
});
