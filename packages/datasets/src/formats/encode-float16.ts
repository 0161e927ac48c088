const float32 = new Float32Array(1);
const bitsOf = new Uint32Array(float32.buffer);

/**
 * The bits of the IEEE 754 half-precision number nearest to a float32 value, ties to even; what is beyond its range
 * becomes infinite.
 */
export function encodeFloat16(value: number): number {
  float32[0] = value;
  const bits = bitsOf[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const fraction = bits & 0x7fffff;
  if (exponent === 143) return sign | (fraction === 0 ? 0x7c00 : 0x7e00);
  if (exponent >= 31) return sign | 0x7c00;
  // Below the normal range the leading one is written out and shifted down with the rest.
  const isNormal = exponent > 0;
  const shift = isNormal ? 13 : 14 - exponent;
  if (shift > 24) return sign;
  const significand = isNormal ? (exponent << 23) | fraction : 0x800000 | fraction;
  const kept = significand >>> shift;
  const rest = significand & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  const roundUp = rest > half || (rest === half && (kept & 1) === 1);
  // A carry runs on into the exponent, up to infinity, as it should.
  return sign | (kept + (roundUp ? 1 : 0));
}
