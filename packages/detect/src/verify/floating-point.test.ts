import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exponentOf, scaledNorm, timesPowerOfTwo } from './floating-point.js';

const nonzero = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => value !== 0);

describe('exponentOf', () => {
  it('brackets the number by powers of two', () => {
    fc.assert(
      fc.property(nonzero, (value) => {
        const scaled = timesPowerOfTwo(value, -exponentOf(value));
        expect(Math.abs(scaled)).toBeGreaterThanOrEqual(1);
        expect(Math.abs(scaled)).toBeLessThan(2);
        expect(timesPowerOfTwo(scaled, exponentOf(value))).toBe(value);
      }),
    );
    expect(exponentOf(Number.MIN_VALUE)).toBe(-1074);
    expect(exponentOf(-Number.MAX_VALUE)).toBe(1023);
  });
});

describe('scaledNorm', () => {
  it('is the length, of numbers of any size', () => {
    expect(scaledNorm([3, 4], 0, 2)).toBe(5);
    expect(scaledNorm([9, 3e200, -4e200], 1, 2)).toBeCloseTo(5e200, -186);
    expect(scaledNorm([3e-320, 4e-320], 0, 2)).toBe(5e-320);
    expect(scaledNorm([0, 0], 0, 2)).toBe(0);
    expect(scaledNorm([1e308, 1e308, 1e308, 1e308], 0, 4)).toBe(Infinity);
  });
});
