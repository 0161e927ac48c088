import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitLength } from './bit-length.js';
import { commonIntegers } from './common-integers.js';
import { decomposeDouble } from './decompose-double.js';
import { pivotColumns } from './pivot-columns.js';
import { toDouble } from './to-double.js';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('exact numbers', () => {
  it('takes doubles apart and puts them together again, to the last bit', () => {
    fc.assert(
      fc.property(finite, (value) => {
        const { mantissa, exponent } = decomposeDouble(value);
        expect(mantissa === 0n || mantissa % 2n !== 0n).toBe(true);
        expect(toDouble(mantissa, 1n, exponent) + 0).toBe(value + 0);
      }),
      { seed: 1, examples: [[5e-324], [-Number.MAX_VALUE], [2 ** -1022], [-0]] },
    );
  });

  it('rounds quotients to within a unit in the last place', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.integer({ min: 1 }),
        fc.bigInt({ min: 1n, max: 2n ** 200n }),
        (a, b, factor) => {
          const [quotient, expected] = [toDouble(BigInt(a) * factor, BigInt(b) * factor), a / b];
          expect(Math.abs(quotient - expected)).toBeLessThanOrEqual(Math.abs(expected) * Number.EPSILON);
        },
      ),
      { seed: 2 },
    );
    expect(toDouble(1n, 10n ** 400n)).toBe(0);
    expect(toDouble(-(10n ** 400n), 1n)).toBe(Number.NEGATIVE_INFINITY);
    expect(toDouble(10n ** 400n, 10n ** 399n)).toBe(10);
  });

  it('finds one power of two for all', () => {
    expect(commonIntegers([0.75, -2, 0])).toEqual({ integers: [3n, -8n, 0n], exponent: -2 });
    expect(commonIntegers([0, 0])).toEqual({ integers: [0n, 0n], exponent: 0 });
  });

  it('counts bits', () => {
    expect([0n, 1n, -1n, 15n, 16n, -256n].map(bitLength)).toEqual([0, 1, 1, 4, 5, 9]);
  });

  it('picks columns that span all', () => {
    expect(
      pivotColumns([
        [0n, 1n, 2n, 0n, 1n],
        [0n, 2n, 4n, 1n, 1n],
      ]),
    ).toEqual([1, 3]);
    expect(pivotColumns([[0n, 0n]])).toEqual([]);
  });
});
