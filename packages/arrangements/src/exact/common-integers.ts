import { decomposeDouble } from './decompose-double.js';

/** Doubles as integers over one power of two: entry i is `integers[i] * 2^exponent`. */
export interface CommonIntegers {
  readonly integers: readonly bigint[];
  readonly exponent: number;
}

/** Writes finite doubles exactly as integers times one power of two, the largest that works. */
export function commonIntegers(values: ArrayLike<number>): CommonIntegers {
  const parts = Array.from(values, decomposeDouble);
  let exponent = Number.POSITIVE_INFINITY;
  for (const part of parts) if (part.mantissa !== 0n) exponent = Math.min(exponent, part.exponent);
  if (exponent === Number.POSITIVE_INFINITY) exponent = 0;
  return {
    integers: parts.map((part) =>
      part.mantissa === 0n ? 0n : part.mantissa << BigInt(part.exponent - exponent),
    ),
    exponent,
  };
}
