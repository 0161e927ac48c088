// Sigmoid cross entropy on float32 logits: its value and its gradient in one pass:
//
//   l(z, y) = (relu(z) - y z) + log(1 + e^-|z|)        dl/dz = (1 - y) s(z) - y s(-z)
//
// The gradient is written so that nothing cancels for an active label that is almost certain.
import { exponential } from '../simd/math';
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
    sum = span(p, from, to, f32x4.splat(1), 0);
  } else {
    for (let row = fromRow; row < toRow; row++) {
      const start = <usize>row * <usize>p.cols;
      const weight = p.rowWeights == 0 ? f32x4.splat(1) : v128.load32_splat(p.rowWeights + (<usize>row << 2));
      sum += span(p, start, start + <usize>p.cols, weight, p.colWeights);
    }
  }
  if (p.numPositions > 0) sum += activate(p, from, to);
  store<f64>(p.sums + (<usize>chunk << 3), sum);
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
  return f32x4.mul(factor, gradient);
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
