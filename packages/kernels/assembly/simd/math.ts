// Elementary functions of four float32 lanes, accurate to about two units in the last place.
import { madd } from './madd';

/**
 * e^x for x <= 0; from x = -87.3 on downwards 1.2e-38, the smallest normal number. NaN comes through. (`pmin` and `pmax`
 * are one instruction where `min` and `max`, which order -0 and 0, are seven.)
 */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  const bounded = f32x4.pmax(x, f32x4.splat(-87.3));
  // Adding 1.5 * 2^23 rounds to a whole number n, which is then in the lowest bits.
  const magic = f32x4.splat(12582912);
  const shifted = madd(bounded, f32x4.splat(1.4426950408889634), magic);
  const n = f32x4.sub(shifted, magic);
  let r: v128;
  if (ASC_FEATURE_RELAXED_SIMD) {
    r = madd(n, f32x4.splat(-0.6931471805599453), bounded);
  } else {
    // A product that is rounded loses digits for large n, so ln 2 comes in two parts, the first of few digits.
    r = madd(n, f32x4.splat(-0.693359375), bounded);
    r = madd(n, f32x4.splat(2.12194440e-4), r);
  }
  // The polynomial of Cephes' expf, in pairs: what takes the time is how long one operation waits for another.
  const square = f32x4.mul(r, r);
  const low = madd(f32x4.splat(1.6666665459e-1), r, f32x4.splat(5.0000001201e-1));
  const middle = madd(f32x4.splat(8.3334519073e-3), r, f32x4.splat(4.1665795894e-2));
  const high = madd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3));
  const upper = madd(high, square, middle);
  const p = madd(madd(upper, square, low), square, f32x4.add(r, f32x4.splat(1)));
  // Adding n to the exponent multiplies by 2^n.
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/** log x of lanes > 0 that are not subnormal. */
// @ts-ignore: decorator
@inline
export function logarithm(x: v128): v128 {
  // x = 2^e m with m in [√½, √2).
  let e = i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126));
  let m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const isLow = f32x4.lt(m, f32x4.splat(0.70710678));
  e = i32x4.add(e, isLow);
  m = f32x4.sub(f32x4.add(m, v128.and(m, isLow)), f32x4.splat(1));
  const exponent = f32x4.convert_i32x4_s(e);
  // The polynomial of Cephes' logf.
  let p = f32x4.splat(7.0376836292e-2);
  p = madd(p, m, f32x4.splat(-1.1514610310e-1));
  p = madd(p, m, f32x4.splat(1.1676998740e-1));
  p = madd(p, m, f32x4.splat(-1.2420140846e-1));
  p = madd(p, m, f32x4.splat(1.4249322787e-1));
  p = madd(p, m, f32x4.splat(-1.6668057665e-1));
  p = madd(p, m, f32x4.splat(2.0000714765e-1));
  p = madd(p, m, f32x4.splat(-2.4999993993e-1));
  p = madd(p, m, f32x4.splat(3.3333331174e-1));
  const square = f32x4.mul(m, m);
  let rest = f32x4.mul(f32x4.mul(p, m), square);
  rest = madd(exponent, f32x4.splat(-2.12194440e-4), rest);
  rest = madd(square, f32x4.splat(-0.5), rest);
  return madd(exponent, f32x4.splat(0.693359375), f32x4.add(m, rest));
}

/**
 * log(1 + x) for x in [0, 1], exact in relative terms for small x too: 2 artanh(s) with s = x / (2 + x), whose series in
 * s² <= 1/9 is cut off after s¹³.
 */
// @ts-ignore: decorator
@inline
export function logarithmOfOnePlus(x: v128): v128 {
  const s = f32x4.div(x, f32x4.add(x, f32x4.splat(2)));
  const square = f32x4.mul(s, s);
  const fourth = f32x4.mul(square, square);
  const low = madd(f32x4.splat(2.0 / 3.0), square, f32x4.splat(2));
  const middle = madd(f32x4.splat(2.0 / 7.0), square, f32x4.splat(2.0 / 5.0));
  const high = madd(f32x4.splat(2.0 / 11.0), square, f32x4.splat(2.0 / 9.0));
  const upper = madd(madd(f32x4.splat(2.0 / 13.0), fourth, high), fourth, middle);
  const p = madd(upper, fourth, low);
  return f32x4.mul(s, p);
}

/** σ(x). */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  const e = exponential(v128.or(x, i32x4.splat(<i32>0x80000000)));
  const larger = f32x4.div(one, f32x4.add(one, e));
  return f32x4.mul(larger, v128.bitselect(one, e, f32x4.gt(x, f32x4.splat(0))));
}

/** tanh x: (1 - e) / (1 + e) with e = exp(-2|x|); for small |x|, where that loses digits, the odd Taylor polynomial. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const one = f32x4.splat(1);
  const size = f32x4.abs(x);
  const e = exponential(f32x4.mul(size, f32x4.splat(-2)));
  const large = f32x4.div(f32x4.sub(one, e), f32x4.add(one, e));
  const square = f32x4.mul(x, x);
  let p = f32x4.splat(62.0 / 2835.0);
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(-17.0 / 315.0));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(2.0 / 15.0));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(-1.0 / 3.0));
  const small = f32x4.add(size, f32x4.mul(f32x4.mul(size, square), p));
  const value = v128.bitselect(small, large, f32x4.lt(size, f32x4.splat(0.15)));
  return v128.or(value, v128.and(x, i32x4.splat(<i32>0x80000000)));
}

/** x^γ for x in [0, 1] and γ >= 0; 0^0 is 1. Small whole exponents go by multiplication. */
// @ts-ignore: decorator
@inline
export function power(x: v128, gamma: f32): v128 {
  if (gamma == 0) return f32x4.splat(1);
  if (gamma == 1) return x;
  const square = f32x4.mul(x, x);
  if (gamma == 2) return square;
  if (gamma == 3) return f32x4.mul(square, x);
  if (gamma == 4) return f32x4.mul(square, square);
  // Below the smallest normal number x is as good as 0; for 0 < γ < 1 its power is not, but below 1e-38^γ nothing is.
  const isZero = f32x4.lt(x, f32x4.splat(1.1754944e-38));
  const logs = logarithm(f32x4.pmax(x, f32x4.splat(1.1754944e-38)));
  return v128.andnot(exponential(f32x4.mul(f32x4.splat(gamma), logs)), isZero);
}
