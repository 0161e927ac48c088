/** An exact number: `mantissa` · 2^`exponent`. */
export interface Dyadic {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const bits = new DataView(new ArrayBuffer(8));

/** A finite double as an exact dyadic number; doubles are nothing else. */
export function dyadicOf(value: number): Dyadic {
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const biased = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xfffffffffffffn;
  const size = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return {
    mantissa: raw >> 63n === 1n ? -size : size,
    exponent: (biased === 0 ? 1 : biased) - 1075,
  };
}

/** Adds products of doubles without any rounding. */
export interface ExactSum {
  /** Adds left · right. */
  addProduct(left: number, right: number): void;
  /** Adds left · right with an integer on the left. */
  addMultiple(left: bigint, right: number): void;
  /** The sum so far. */
  total(): Dyadic;
  /** -1, 0 or 1. */
  sign(): -1 | 0 | 1;
  /** The largest double whose absolute value does not exceed that of the sum: the sum rounded towards zero. */
  towardsZero(): number;
}

/** Starts an exact sum at zero. */
export function createExactSum(): ExactSum {
  let mantissa = 0n;
  let exponent = 0;
  const add = (m: bigint, e: number): void => {
    if (m === 0n) return;
    if (mantissa === 0n) {
      mantissa = m;
      exponent = e;
    } else if (e >= exponent) {
      mantissa += m << BigInt(e - exponent);
    } else {
      mantissa = (mantissa << BigInt(exponent - e)) + m;
      exponent = e;
    }
  };
  return {
    addProduct: (left, right) => {
      if (left === 0 || right === 0) return;
      const a = dyadicOf(left);
      const b = dyadicOf(right);
      add(a.mantissa * b.mantissa, a.exponent + b.exponent);
    },
    addMultiple: (left, right) => {
      if (left === 0n || right === 0) return;
      const b = dyadicOf(right);
      add(left * b.mantissa, b.exponent);
    },
    total: () => ({ mantissa, exponent }),
    sign: () => (mantissa > 0n ? 1 : mantissa < 0n ? -1 : 0),
    towardsZero: () => roundTowardsZero(mantissa, exponent),
  };
}

function roundTowardsZero(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  const negative = mantissa < 0n;
  const size = negative ? -mantissa : mantissa;
  const length = size.toString(2).length;
  // Keep the leading 53 bits; fewer where the result is subnormal, whose last bit is 2^-1074.
  const drop = Math.max(length - 53, -1074 - exponent);
  const top = drop > 0 ? size >> BigInt(drop) : size;
  const power = exponent + Math.max(drop, 0);
  if (length + exponent > 1024) return negative ? -Number.MAX_VALUE : Number.MAX_VALUE;
  // Two factors: 2^power alone may be subnormal or beyond the range while the product is not.
  const half = Math.trunc(power / 2);
  const value = Number(top) * 2 ** half * 2 ** (power - half);
  return negative ? -value : value;
}
