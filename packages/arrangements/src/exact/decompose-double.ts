/** A finite double as `mantissa * 2^exponent`, mantissa odd or zero (then the exponent is 0). */
export interface DecomposedDouble {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const view = new DataView(new ArrayBuffer(8));

/** Splits a finite double into an integer and a power of two, losing nothing (subnormal numbers included). */
export function decomposeDouble(value: number): DecomposedDouble {
  if (value === 0) return { mantissa: 0n, exponent: 0 };
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const biased = Number((bits >> 52n) & 0x7ffn);
  let mantissa = biased === 0 ? fraction : fraction | 0x10_0000_0000_0000n;
  let exponent = (biased === 0 ? 1 : biased) - 1075;
  while ((mantissa & 1n) === 0n) {
    mantissa >>= 1n;
    exponent++;
  }
  return { mantissa: value < 0 ? -mantissa : mantissa, exponent };
}
