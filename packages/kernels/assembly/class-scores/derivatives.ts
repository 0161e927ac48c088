// What the derivatives of softmax cross entropy are made of, for all score functions.
import { exponential } from '../simd/math';

/** Exponentials below e to this are 0 in a gradient: 1e-30, beside a sum that is at least 1. */
export const least: f32 = -69;

/** factor exp(s - largest). */
// @ts-ignore: decorator
@inline
export function shareOf(s: v128, maxima: v128, factors: v128): v128 {
  const shifted = f32x4.sub(s, maxima);
  return f32x4.mul(factors, v128.and(exponential(shifted), f32x4.gt(shifted, f32x4.splat(least))));
}

/** The targets that all classes have, in one row. */
// @ts-ignore: decorator
@inline
export function baseOf(bases: v128, weights: usize, row: i32): v128 {
  return weights == 0 ? bases : f32x4.mul(bases, v128.load32_splat(weights + (<usize>row << 2)));
}

/**
 * Products of subnormal numbers take a hundred times as long as others, and a derivative below 1e-30 changes nothing: to 0.
 */
// @ts-ignore: decorator
@inline
export function withoutTiny(x: v128): v128 {
  return v128.and(x, f32x4.gt(f32x4.abs(x), f32x4.splat(1e-30)));
}
