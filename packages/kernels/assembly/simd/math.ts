// Elementary functions of four float32 lanes, accurate to about two units in the last place.
import { madd } from './madd';

/** e^x; 0 from x = -87.4 on downwards, and at most e^88.3. */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  // NaN comes through: max and min pass it on.
  const bounded = f32x4.min(f32x4.max(x, f32x4.splat(-87.3)), f32x4.splat(88.3));
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.4426950408889634)));
  // x - n ln 2 in two parts, so that nothing is lost for large n.
  let r = madd(n, f32x4.splat(-0.693359375), bounded);
  r = madd(n, f32x4.splat(2.12194440e-4), r);
  // The polynomial of Cephes' expf.
  let p = f32x4.splat(1.9875691500e-4);
  p = madd(p, r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  const value = f32x4.mul(p, power);
  return v128.andnot(value, f32x4.lt(x, f32x4.splat(-87.4)));
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
 * log(1 + x) for x in [0, 1], with small x exact in relative terms: the rounding of 1 + x is made good by the factor
 * x / ((1 + x) - 1) (Goldberg, ACM Computing Surveys 1991, theorem 4).
 */
// @ts-ignore: decorator
@inline
export function logarithmOfOnePlus(x: v128): v128 {
  const one = f32x4.splat(1);
  const sum = f32x4.add(x, one);
  const rounded = f32x4.sub(sum, one);
  const isTiny = f32x4.eq(rounded, f32x4.splat(0));
  const factor = f32x4.div(x, v128.bitselect(one, rounded, isTiny));
  return v128.bitselect(x, f32x4.mul(logarithm(sum), factor), isTiny);
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
  const logs = logarithm(f32x4.max(x, f32x4.splat(1.1754944e-38)));
  return v128.andnot(exponential(f32x4.mul(f32x4.splat(gamma), logs)), isZero);
}
