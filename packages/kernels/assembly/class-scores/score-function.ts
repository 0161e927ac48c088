// The functions that make a score s of a logit z before softmax is taken, on four lanes, with their derivatives. All are
// finite for any finite logit, and pass NaN on. Their numbers are arguments, so that a loop has them in registers.
import { madd } from '../simd/madd';
import { exponential, logarithm, logarithmOfOnePlus } from '../simd/math';
import { ScoreFunction } from './structs';

/** s = z: softmax. */
export const identity: i32 = 0;
/** s = z - (k - 1) softplus(c - z), c the center and k the slope; k = 2, c = 0: log(exp(z) σ(z)). */
export const sigsoftmax: i32 = 1;
/** s = log(max(z, 0) + ε). */
export const relu: i32 = 2;
/** s = log σ(z). */
export const sigmoid: i32 = 3;
/** A piecewise linear function: see piecewise-linear.ts. */
export const piecewiseLinear: i32 = 4;

/** c of sigsoftmax, ε of relu. */
export function firstNumber(f: ScoreFunction): v128 {
  return f.kind == sigsoftmax ? v128.load32_splat(f.center) : f32x4.splat(f.epsilon);
}

/** k - 1 of sigsoftmax. */
export function secondNumber(f: ScoreFunction): v128 {
  if (f.kind != sigsoftmax) return f32x4.splat(0);
  return f32x4.sub(v128.load32_splat(f.slope), f32x4.splat(1));
}

/** What the exponential is taken of in {@link score} and {@link derivative}: c - z of sigsoftmax, -z of sigmoid. */
// @ts-ignore: decorator
@inline
export function argument(kind: i32, z: v128, first: v128): v128 {
  if (kind == sigsoftmax) return f32x4.sub(first, z);
  return kind == sigmoid ? f32x4.neg(z) : z;
}

/** e^-|x| where a function needs it. */
// @ts-ignore: decorator
@inline
export function decay(kind: i32, x: v128): v128 {
  return kind == sigsoftmax || kind == sigmoid ? exponential(v128.or(x, i32x4.splat(<i32>0x80000000))) : x;
}

/** softplus(x), with e = e^-|x|. */
// @ts-ignore: decorator
@inline
export function softplusOf(x: v128, e: v128): v128 {
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), logarithmOfOnePlus(e));
}

/** σ(x), with e = e^-|x|. */
// @ts-ignore: decorator
@inline
function sigmoidOf(x: v128, e: v128): v128 {
  const one = f32x4.splat(1);
  const numerator = v128.bitselect(one, e, f32x4.gt(x, f32x4.splat(0)));
  return f32x4.div(numerator, f32x4.add(one, e));
}

/**
 * Scores of four logits, of all kinds but piecewise linear ones.
 *
 * @param kind a constant, so that a loop has the code of one kind alone
 * @param x {@link argument}
 * @param e {@link decay} of that
 */
// @ts-ignore: decorator
@inline
export function score(kind: i32, z: v128, x: v128, e: v128, first: v128, second: v128): v128 {
  if (kind == sigsoftmax) return f32x4.sub(z, f32x4.mul(second, softplusOf(x, e)));
  if (kind == sigmoid) return f32x4.neg(softplusOf(x, e));
  if (kind == relu) {
    // The logarithm takes NaN for a number; the difference of two equal numbers does not.
    const g = f32x4.add(f32x4.pmax(z, f32x4.splat(0)), first);
    return f32x4.add(logarithm(g), f32x4.sub(z, z));
  }
  return z;
}

/** Their derivatives by the logits. That of sigsoftmax by the center is 1 less it, and by the slope -softplus(c - z). */
// @ts-ignore: decorator
@inline
export function derivative(kind: i32, z: v128, x: v128, e: v128, first: v128, second: v128): v128 {
  const one = f32x4.splat(1);
  if (kind == sigsoftmax) return madd(second, sigmoidOf(x, e), one);
  if (kind == sigmoid) return sigmoidOf(x, e);
  if (kind == relu) return v128.and(f32x4.div(one, f32x4.add(z, first)), f32x4.gt(z, f32x4.splat(0)));
  return one;
}
