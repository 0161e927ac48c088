// Softmax cross entropy of scores s = f(z), for columns of four lanes: an example is a lane, its classes are the rows. The
// targets t of an example need not add up to 1: its loss is T log Σ exp(s) - Σ t s with T = Σ t.
import { exponential } from '../simd/math';
import { addEntryToHistogram, addToHistogram, slopeOfPieces, valueOfPieces } from './piecewise-linear';
import {
  bySlope,
  derivative,
  differentiate,
  identity,
  piecewiseLinear,
  relu,
  scoresOf,
  sigmoid,
  sigsoftmax,
} from './score-function';
import { ScoreFunction } from './structs';

/** Exponentials below e to this are 0 in a gradient: 1e-30, beside a sum that is at least 1. */
const least: f32 = -69;

/**
 * Puts the scores of a column where `to` is; not for the identity, whose scores are the logits.
 *
 * @param rowBytes from one row of z to the next
 */
export function scoresOfColumn(
  f: ScoreFunction,
  z: usize,
  rowBytes: usize,
  rows: i32,
  to: usize,
  toRowBytes: usize,
): void {
  switch (f.kind) {
    case sigsoftmax:
      scores(sigsoftmax, f, z, rowBytes, rows, to, toRowBytes);
      break;
    case relu:
      scores(relu, f, z, rowBytes, rows, to, toRowBytes);
      break;
    case sigmoid:
      scores(sigmoid, f, z, rowBytes, rows, to, toRowBytes);
      break;
    default:
      scores(piecewiseLinear, f, z, rowBytes, rows, to, toRowBytes);
  }
}

// @ts-ignore: decorator
@inline
function scores(
  kind: i32,
  f: ScoreFunction,
  z: usize,
  rowBytes: usize,
  rows: i32,
  to: usize,
  toRowBytes: usize,
): void {
  for (let row: i32 = 0; row < rows; row++) {
    v128.store(to, scoresOf(kind, f, v128.load(z)));
    z += rowBytes;
    to += toRowBytes;
  }
}

/** The score of one logit. */
export function scoreOfEntry(f: ScoreFunction, z: f32): f32 {
  const x = f32x4.splat(z);
  let s: v128;
  switch (f.kind) {
    case identity:
      return z;
    case sigsoftmax:
      s = scoresOf(sigsoftmax, f, x);
      break;
    case relu:
      s = scoresOf(relu, f, x);
      break;
    case sigmoid:
      s = scoresOf(sigmoid, f, x);
      break;
    default:
      s = scoresOf(piecewiseLinear, f, x);
  }
  return f32x4.extract_lane(s, 0);
}

/**
 * Takes the scores of a column into the largest of each lane, and into Σ exp(s - largest). NaN gets into the sum.
 *
 * @param maxima, sums four numbers each: at first the lowest number, and 0
 */
export function absorbColumn(s: usize, rowBytes: usize, rows: i32, maxima: usize, sums: usize): void {
  const end = s + <usize>rows * rowBytes;
  const before = v128.load(maxima);
  let largest = before;
  for (let at = s; at < end; at += rowBytes) largest = f32x4.pmax(largest, v128.load(at));
  let sum = f32x4.mul(v128.load(sums), exponential(f32x4.sub(before, largest)));
  for (let at = s; at < end; at += rowBytes) {
    sum = f32x4.add(sum, exponential(f32x4.sub(v128.load(at), largest)));
  }
  v128.store(maxima, largest);
  v128.store(sums, sum);
}

// What gradientOfColumn and gradientOfEntry add the derivatives of the loss by the center and by the slope of sigsoftmax to.
export let centerSum: f64 = 0;
export let slopeSum: f64 = 0;

export function clearSums(): void {
  centerSum = 0;
  slopeSum = 0;
}

/**
 * The derivatives of the loss by the logits of a column, as if no class were right: (factor exp(s - largest) - base) f'(z).
 *
 * @param to where to put them; may be z itself
 * @param factors T / Σ exp(s - largest) of each lane, times the derivative of the whole loss by the lane's
 * @param bases what every class has as a target, times the same
 * @param baseWeights factors of `bases`, one for each row, or 0
 * @param histogram of a piecewise linear function, or 0
 */
export function gradientOfColumn(
  f: ScoreFunction,
  z: usize,
  rowBytes: usize,
  rows: i32,
  to: usize,
  toRowBytes: usize,
  maxima: v128,
  factors: v128,
  bases: v128,
  baseWeights: usize,
  histogram: usize,
): void {
  switch (f.kind) {
    case identity:
      gradient(identity, f, z, rowBytes, rows, to, toRowBytes, maxima, factors, bases, baseWeights, 0);
      break;
    case sigsoftmax:
      gradient(sigsoftmax, f, z, rowBytes, rows, to, toRowBytes, maxima, factors, bases, baseWeights, 0);
      break;
    case relu:
      gradient(relu, f, z, rowBytes, rows, to, toRowBytes, maxima, factors, bases, baseWeights, 0);
      break;
    case sigmoid:
      gradient(sigmoid, f, z, rowBytes, rows, to, toRowBytes, maxima, factors, bases, baseWeights, 0);
      break;
    default:
      gradient(piecewiseLinear, f, z, rowBytes, rows, to, toRowBytes, maxima, factors, bases, baseWeights, histogram);
  }
}

// @ts-ignore: decorator
@inline
function gradient(
  kind: i32,
  f: ScoreFunction,
  z: usize,
  rowBytes: usize,
  rows: i32,
  to: usize,
  toRowBytes: usize,
  maxima: v128,
  factors: v128,
  bases: v128,
  baseWeights: usize,
  histogram: usize,
): void {
  let byCenters = f32x4.splat(0);
  let bySlopes = f32x4.splat(0);
  const hasBases = v128.any_true(bases);
  for (let row: i32 = 0; row < rows; row++) {
    const x = v128.load(z);
    const s = kind == piecewiseLinear ? valueOfPieces(f.pieces, x) : differentiate(kind, f, x);
    const shifted = f32x4.sub(s, maxima);
    const e = v128.and(exponential(shifted), f32x4.gt(shifted, f32x4.splat(least)));
    let ds = f32x4.mul(factors, e);
    if (hasBases) {
      const base = baseWeights == 0 ? bases : f32x4.mul(bases, v128.load32_splat(baseWeights + (<usize>row << 2)));
      ds = f32x4.sub(ds, base);
    }
    let dz = ds;
    if (kind == piecewiseLinear) {
      dz = f32x4.mul(ds, slopeOfPieces(f.pieces));
      if (histogram != 0) addToHistogram(histogram, ds);
    } else if (kind != identity) {
      dz = f32x4.mul(ds, derivative);
    }
    if (kind == sigsoftmax) {
      byCenters = f32x4.add(byCenters, f32x4.sub(ds, dz));
      bySlopes = f32x4.add(bySlopes, f32x4.mul(ds, bySlope));
    }
    v128.store(to, withoutTiny(dz));
    z += rowBytes;
    to += toRowBytes;
  }
  if (kind == sigsoftmax) {
    centerSum += sumOfLanes(byCenters);
    slopeSum += sumOfLanes(bySlopes);
  }
}

/**
 * What an entry's target changes in {@link gradientOfColumn}.
 *
 * @param target times the derivative of the whole loss by the lane's
 * @param at where the derivative by the logit is
 */
export function gradientOfEntry(f: ScoreFunction, z: f32, target: f32, at: usize, histogram: usize): void {
  const x = f32x4.splat(z);
  let slope: f32 = 1;
  switch (f.kind) {
    case identity:
      break;
    case sigsoftmax:
      differentiate(sigsoftmax, f, x);
      slope = f32x4.extract_lane(derivative, 0);
      centerSum -= <f64>target * (1 - <f64>slope);
      slopeSum -= <f64>target * <f64>f32x4.extract_lane(bySlope, 0);
      break;
    case relu:
      differentiate(relu, f, x);
      slope = f32x4.extract_lane(derivative, 0);
      break;
    case sigmoid:
      differentiate(sigmoid, f, x);
      slope = f32x4.extract_lane(derivative, 0);
      break;
    default:
      valueOfPieces(f.pieces, x);
      slope = f32x4.extract_lane(slopeOfPieces(f.pieces), 0);
      if (histogram != 0) addEntryToHistogram(histogram, -target);
  }
  store<f32>(at, load<f32>(at) - target * slope);
}

// @ts-ignore: decorator
@inline
function sumOfLanes(x: v128): f64 {
  return (
    <f64>f32x4.extract_lane(x, 0) +
    <f64>f32x4.extract_lane(x, 1) +
    (<f64>f32x4.extract_lane(x, 2) + <f64>f32x4.extract_lane(x, 3))
  );
}

/**
 * Products of subnormal numbers take a hundred times as long as others, and a derivative below 1e-30 changes nothing: to 0.
 */
// @ts-ignore: decorator
@inline
function withoutTiny(x: v128): v128 {
  return v128.and(x, f32x4.gt(f32x4.abs(x), f32x4.splat(1e-30)));
}
