// The functions that make a score s of a logit z before softmax is taken, on four lanes, with their derivatives. All are
// finite for any finite logit, and pass NaN on.
import { exponential, logarithm, logarithmOfOnePlus } from '../simd/math';
import { valueOfPieces } from './piecewise-linear';
import { ScoreFunction } from './structs';

/** s = z: softmax. */
export const identity: i32 = 0;
/** s = z - (k - 1) softplus(c - z), c the center and k the slope; k = 2, c = 0: log(exp(z) σ(z)). */
export const sigsoftmax: i32 = 1;
/** s = log(max(z, 0) + ε). */
export const relu: i32 = 2;
/** s = log σ(z). */
export const sigmoid: i32 = 3;
/** A piecewise linear function. */
export const piecewiseLinear: i32 = 4;

// What differentiate() leaves behind besides the score. Globals, because a wasm function gives back one value at little
// cost and two only through memory; every thread has its own instance.
export let derivative: v128 = f32x4.splat(0);
/** The derivative by the slope of sigsoftmax; that by its center is 1 - `derivative`. */
export let bySlope: v128 = f32x4.splat(0);

/** Scores of four logits; `kind` is that of `f`, told apart so that a loop has the code of one kind alone. */
// @ts-ignore: decorator
@inline
export function scoresOf(kind: i32, f: ScoreFunction, z: v128): v128 {
  if (kind == sigsoftmax) {
    const v = f32x4.sub(v128.load32_splat(f.center), z);
    const softplus = f32x4.add(f32x4.pmax(v, f32x4.splat(0)), logarithmOfOnePlus(decay(v)));
    return f32x4.sub(z, f32x4.mul(f32x4.sub(v128.load32_splat(f.slope), f32x4.splat(1)), softplus));
  }
  if (kind == relu) return logOfRelu(f, z);
  if (kind == sigmoid) {
    return f32x4.sub(f32x4.pmin(z, f32x4.splat(0)), logarithmOfOnePlus(decay(z)));
  }
  if (kind == piecewiseLinear) return valueOfPieces(f.pieces, z);
  return z;
}

/** The same, and the derivatives; not for a piecewise linear function, whose derivative is the slope of a piece. */
// @ts-ignore: decorator
@inline
export function differentiate(kind: i32, f: ScoreFunction, z: v128): v128 {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  if (kind == sigsoftmax) {
    const v = f32x4.sub(v128.load32_splat(f.center), z);
    const excess = f32x4.sub(v128.load32_splat(f.slope), one);
    const e = decay(v);
    const larger = f32x4.div(one, f32x4.add(one, e));
    const sigma = f32x4.mul(larger, v128.bitselect(one, e, f32x4.gt(v, zero)));
    const softplus = f32x4.add(f32x4.pmax(v, zero), logarithmOfOnePlus(e));
    derivative = f32x4.add(one, f32x4.mul(excess, sigma));
    bySlope = f32x4.neg(softplus);
    return f32x4.sub(z, f32x4.mul(excess, softplus));
  }
  if (kind == relu) {
    const inverse = f32x4.div(one, f32x4.add(z, f32x4.splat(f.epsilon)));
    derivative = v128.and(inverse, f32x4.gt(z, zero));
    return logOfRelu(f, z);
  }
  if (kind == sigmoid) {
    const e = decay(z);
    const larger = f32x4.div(one, f32x4.add(one, e));
    derivative = f32x4.mul(larger, v128.bitselect(e, one, f32x4.gt(z, zero)));
    return f32x4.sub(f32x4.pmin(z, zero), logarithmOfOnePlus(e));
  }
  derivative = one;
  return z;
}

/** e^-|x|. */
// @ts-ignore: decorator
@inline
function decay(x: v128): v128 {
  return exponential(v128.or(x, i32x4.splat(<i32>0x80000000)));
}

/** The logarithm takes NaN for a number; the difference of two equal numbers does not. */
// @ts-ignore: decorator
@inline
function logOfRelu(f: ScoreFunction, z: v128): v128 {
  const g = f32x4.add(f32x4.pmax(z, f32x4.splat(0)), f32x4.splat(f.epsilon));
  return f32x4.add(logarithm(g), f32x4.sub(z, z));
}
