// Sigmoid cross entropy on float32 logits: its value and its gradient in one pass:
//
//   l(z, y) = (relu(z) - y z) + log(1 + e^-|z|)        dl/dz = (1 - y) s(z) - y s(-z)
//
// The gradient is written so that nothing cancels for an active label that is almost certain.
import { madd } from '../simd/madd';
import { exponential, logarithm } from '../simd/math';
import { SigmoidCrossEntropy } from './structs';

// Sums of the logarithms are kept in float32 for so many bytes.
const runBytes: usize = 4096;

/** Rows [chunk * rowsPerChunk, ...). */
export function sigmoidCrossEntropy(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<SigmoidCrossEntropy>(params);
  const fromRow = chunk * p.rowsPerChunk;
  const toRow = min(fromRow + p.rowsPerChunk, p.rows);
  const from = <usize>fromRow * <usize>p.cols;
  const to = <usize>toRow * <usize>p.cols;
  let sum: f64 = 0;
  if (p.rowWeights == 0 && p.colWeights == 0) {
    sum = equalSpan(p, from, to, 1);
  } else {
    for (let row = fromRow; row < toRow; row++) {
      const start = <usize>row * <usize>p.cols;
      const weight: f32 = p.rowWeights == 0 ? 1 : load<f32>(p.rowWeights + (<usize>row << 2));
      sum +=
        p.colWeights == 0
          ? equalSpan(p, start, start + <usize>p.cols, weight)
          : span(p, start, start + <usize>p.cols, f32x4.splat(weight), p.colWeights);
    }
  }
  if (p.numPositions > 0) sum += activate(p, from, to);
  store<f64>(p.sums + (<usize>chunk << 3), sum);
}

/**
 * Entries [from, to) of one weight. Where they have one target too, as they have but for the active ones, the logarithms
 * of at most sixteen summands are taken as one, of the product of 1 + e^-|z|; where e^-|z| is so small that this would
 * round it away, the first two terms of the series are summed up instead.
 */
function equalSpan(p: SigmoidCrossEntropy, from: usize, to: usize, weight: f32): f64 {
  if (p.targets != 0) return span(p, from, to, f32x4.splat(weight), 0);
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  const target = f32x4.splat(p.inactive);
  const factor = f32x4.splat(p.scale * weight);
  const toGradient = p.gradient - p.logits;
  let z = p.logits + (from << 2);
  const end = z + ((to - from) & ~(<usize>3)) * 4;
  let hinges = f64x2.splat(0);
  let tails = f64x2.splat(0);
  while (z < end) {
    const stop = min(end, z + 256);
    let product = one;
    let series = zero;
    for (; z < stop; z += 16) {
      const x = v128.load(z);
      const e = exponential(v128.or(x, i32x4.splat(<i32>0x80000000)));
      const large = f32x4.div(one, f32x4.add(one, e));
      const sigma = f32x4.mul(large, v128.bitselect(one, e, f32x4.gt(x, zero)));
      v128.store(z + toGradient, withoutTiny(f32x4.mul(f32x4.sub(sigma, target), factor)));
      const hinge = f32x4.sub(f32x4.pmax(x, zero), f32x4.mul(target, x));
      hinges = f64x2.add(hinges, f64x2.promote_low_f32x4(hinge));
      hinges = f64x2.add(hinges, f64x2.promote_low_f32x4(i64x2.shuffle(hinge, hinge, 1, 1)));
      const isSmall = f32x4.lt(e, f32x4.splat(1 / 512));
      const small = v128.and(e, isSmall);
      product = f32x4.mul(product, f32x4.add(one, v128.andnot(e, isSmall)));
      series = f32x4.add(series, madd(f32x4.mul(small, f32x4.splat(-0.5)), small, small));
    }
    const tail = f32x4.add(series, logarithm(product));
    tails = f64x2.add(tails, f64x2.promote_low_f32x4(tail));
    tails = f64x2.add(tails, f64x2.promote_low_f32x4(i64x2.shuffle(tail, tail, 1, 1)));
  }
  const all = f64x2.add(hinges, tails);
  const sum = <f64>weight * (f64x2.extract_lane(all, 0) + f64x2.extract_lane(all, 1));
  return sum + span(p, from + ((to - from) & ~(<usize>3)), to, f32x4.splat(weight), 0);
}

/** Entries [from, to), of one row where there are weights. */
function span(p: SigmoidCrossEntropy, from: usize, to: usize, weight: v128, weights: usize): f64 {
  let z = p.logits + (from << 2);
  let g = p.gradient + (from << 2);
  let y = p.targets == 0 ? 0 : p.targets + (from << 2);
  const end = p.logits + (to << 2);
  let target = f32x4.splat(p.inactive);
  // The sums of relu(z) - y z are float64 throughout: what active labels take away again can be nearly all of it.
  let hinges = f64x2.splat(0);
  let tails = f64x2.splat(0);
  while (z + 16 <= end) {
    const stop = min(end - 15, z + runBytes);
    let run = f32x4.splat(0);
    for (; z < stop; z += 16) {
      if (weights != 0) {
        weight = v128.load(weights);
        weights += 16;
      }
      if (y != 0) {
        target = smoothed(p, v128.load(y));
        y += 16;
      }
      const x = v128.load(z);
      const e = exponential(f32x4.neg(f32x4.abs(x)));
      v128.store(g, gradientOf(x, e, target, f32x4.mul(weight, f32x4.splat(p.scale))));
      g += 16;
      const hinge = f32x4.mul(weight, hingeOf(x, target));
      hinges = f64x2.add(hinges, f64x2.promote_low_f32x4(hinge));
      hinges = f64x2.add(hinges, f64x2.promote_low_f32x4(i64x2.shuffle(hinge, hinge, 1, 1)));
      run = f32x4.add(run, f32x4.mul(weight, tailOf(e)));
    }
    tails = f64x2.add(tails, f64x2.promote_low_f32x4(run));
    tails = f64x2.add(tails, f64x2.promote_low_f32x4(i64x2.shuffle(run, run, 1, 1)));
  }
  const all = f64x2.add(hinges, tails);
  let sum = f64x2.extract_lane(all, 0) + f64x2.extract_lane(all, 1);
  for (; z < end; z += 4) {
    if (weights != 0) {
      weight = v128.load32_splat(weights);
      weights += 4;
    }
    if (y != 0) {
      target = smoothed(p, v128.load32_splat(y));
      y += 4;
    }
    const x = v128.load32_splat(z);
    const e = exponential(f32x4.neg(f32x4.abs(x)));
    const gradient = gradientOf(x, e, target, f32x4.mul(weight, f32x4.splat(p.scale)));
    store<f32>(g, f32x4.extract_lane(gradient, 0));
    g += 4;
    const hinge = <f64>f32x4.extract_lane(f32x4.mul(weight, hingeOf(x, target)), 0);
    sum += hinge + <f64>f32x4.extract_lane(f32x4.mul(weight, tailOf(e)), 0);
  }
  return sum;
}

/** Gives the entries at the positions in [from, to) their own target; returns what that changes in the sum. */
function activate(p: SigmoidCrossEntropy, from: usize, to: usize): f64 {
  let low: i32 = 0;
  let high = p.numPositions;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (<usize>load<u32>(p.positions + (<usize>middle << 2)) < from) low = middle + 1;
    else high = middle;
  }
  let change: f64 = 0;
  for (; low < p.numPositions; low++) {
    const position = <usize>load<u32>(p.positions + (<usize>low << 2));
    if (position >= to) break;
    let weight: f32 = 1;
    if (p.rowWeights != 0) weight = load<f32>(p.rowWeights + ((position / <usize>p.cols) << 2));
    if (p.colWeights != 0) weight = load<f32>(p.colWeights + ((position % <usize>p.cols) << 2));
    const x = v128.load32_splat(p.logits + (position << 2));
    const e = exponential(f32x4.neg(f32x4.abs(x)));
    const gradient = gradientOf(x, e, f32x4.splat(p.active), f32x4.splat(weight * p.scale));
    store<f32>(p.gradient + (position << 2), f32x4.extract_lane(gradient, 0));
    const before = <f64>f32x4.extract_lane(f32x4.mul(f32x4.splat(weight), hingeOf(x, f32x4.splat(p.inactive))), 0);
    const after = <f64>f32x4.extract_lane(f32x4.mul(f32x4.splat(weight), hingeOf(x, f32x4.splat(p.active))), 0);
    change += after - before;
  }
  return change;
}

// @ts-ignore: decorator
@inline
function smoothed(p: SigmoidCrossEntropy, target: v128): v128 {
  return f32x4.add(f32x4.mul(target, f32x4.splat(p.targetScale)), f32x4.splat(p.targetShift));
}

// @ts-ignore: decorator
@inline
function hingeOf(x: v128, target: v128): v128 {
  return f32x4.sub(f32x4.max(x, f32x4.splat(0)), f32x4.mul(target, x));
}

// @ts-ignore: decorator
@inline
function gradientOf(x: v128, e: v128, target: v128, factor: v128): v128 {
  const one = f32x4.splat(1);
  const isNegative = f32x4.lt(x, f32x4.splat(0));
  const large = f32x4.div(one, f32x4.add(one, e));
  const small = f32x4.mul(e, large);
  const sigma = v128.bitselect(small, large, isNegative);
  const opposite = v128.bitselect(large, small, isNegative);
  const gradient = f32x4.sub(f32x4.mul(f32x4.sub(one, target), sigma), f32x4.mul(target, opposite));
  return withoutTiny(f32x4.mul(factor, gradient));
}

/**
 * Products of subnormal numbers take a hundred times as long as others, and a derivative below 1e-30 changes nothing: to 0.
 */
// @ts-ignore: decorator
@inline
function withoutTiny(x: v128): v128 {
  return v128.and(x, f32x4.gt(f32x4.abs(x), f32x4.splat(1e-30)));
}

/**
 * log(1 + e) for e in [0, 1]: 2 artanh(s) with s = e / (2 + e) <= 1/3, as an odd polynomial in s, so that small e are
 * exact in relative terms.
 */
// @ts-ignore: decorator
@inline
function tailOf(e: v128): v128 {
  const s = f32x4.div(e, f32x4.add(e, f32x4.splat(2)));
  // Kept from underflowing, which costs a hundred cycles: below 1e-15 the square is lost beside 1 anyway.
  const bounded = f32x4.max(s, f32x4.splat(1e-15));
  const q = f32x4.mul(bounded, bounded);
  // The series 1 + q/3 + q²/5 + ... up to q⁷; what is left out is below 2e-9.
  let p = f32x4.splat(1.0 / 15.0);
  p = f32x4.add(f32x4.mul(p, q), f32x4.splat(1.0 / 13.0));
  p = f32x4.add(f32x4.mul(p, q), f32x4.splat(1.0 / 11.0));
  p = f32x4.add(f32x4.mul(p, q), f32x4.splat(1.0 / 9.0));
  p = f32x4.add(f32x4.mul(p, q), f32x4.splat(1.0 / 7.0));
  p = f32x4.add(f32x4.mul(p, q), f32x4.splat(1.0 / 5.0));
  p = f32x4.add(f32x4.mul(p, q), f32x4.splat(1.0 / 3.0));
  p = f32x4.add(f32x4.mul(p, q), f32x4.splat(1));
  return f32x4.mul(f32x4.add(s, s), p);
}
