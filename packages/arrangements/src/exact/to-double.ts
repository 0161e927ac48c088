import { bitLength } from './bit-length.js';

/**
 * The double next to `numerator / denominator * 2^exponent`, to within one unit in the last place; ±Infinity or 0
 * beyond the range.
 *
 * @param denominator > 0
 */
export function toDouble(numerator: bigint, denominator: bigint, exponent = 0): number {
  if (numerator === 0n) return 0;
  // Enough bits that the quotient fills a mantissa; the power of two is put back in two exact steps.
  const shift = 64 - bitLength(numerator) + bitLength(denominator);
  const quotient =
    shift >= 0 ? (numerator << BigInt(shift)) / denominator : numerator / (denominator << BigInt(-shift));
  const power = exponent - shift;
  const half = Math.max(-1000, Math.min(1000, Math.trunc(power / 2)));
  return Number(quotient) * 2 ** half * 2 ** (power - half);
}
