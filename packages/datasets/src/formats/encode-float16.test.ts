import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFloat16 } from './encode-float16.js';
import { decodeFloat16 } from './npy-elements.js';

test('every half-precision number comes back', () => {
  for (let bits = 0; bits < 2 ** 16; bits++) {
    const value = decodeFloat16(bits);
    if (!Number.isNaN(value)) expect(encodeFloat16(value)).toBe(bits);
  }
  expect(decodeFloat16(encodeFloat16(Number.NaN))).toBeNaN();
});

test('other numbers go to the nearest, ties to the even one', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const bits = encodeFloat16(value);
      const magnitude = bits & 0x7fff;
      if (magnitude === 0x7c00) {
        expect(Math.abs(value)).toBeGreaterThanOrEqual(65520);
        return;
      }
      const error = Math.abs(decodeFloat16(bits) - value);
      for (const other of [magnitude - 1, magnitude + 1]) {
        if (other < 0 || other >= 0x7c00) continue;
        const otherError = Math.abs(decodeFloat16((bits & 0x8000) | other) - value);
        expect(otherError).toBeGreaterThanOrEqual(error);
        if (otherError === error) expect(bits & 1).toBe(0);
      }
    }),
    { numRuns: 2000 },
  );
});
