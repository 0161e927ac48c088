// Softmax cross entropy of scores s = f(z), for columns of four lanes: an example is a lane, its classes are the rows. The
// targets t of an example need not add up to 1: its loss is T log Σ exp(s) - Σ t s with T = Σ t.
import { exponential, logarithm } from '../simd/math';
import { baseOf, shareOf, withoutTiny } from './derivatives';
import { absorbPieceColumn, addPieceOfEntry, gradientOfPieceColumn, scoreOfPieceEntry, scoresOfPieceColumn, slopeOfPieceEntry } from './piecewise-linear';
import {
  argument,
  decay,
  derivative,
  firstNumber,
  identity,
  piecewiseLinear,
  relu,
  score,
  secondNumber,
  sigmoid,
  sigsoftmax,
  softplusOf,
} from './score-function';
import { absorbSigsoftmaxColumn, gradientOfSigsoftmaxColumn, isQuick } from './sigsoftmax';
import { PiecewiseLinear, ScoreFunction } from './structs';

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
      scoresOfPieceColumn(changetype<PiecewiseLinear>(f.pieces), z, rowBytes, rows, to, toRowBytes);
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
  const first = firstNumber(f);
  const second = secondNumber(f);
  for (let row: i32 = 0; row < rows; row++) {
    const logits = v128.load(z);
    const x = argument(kind, logits, first);
    v128.store(to, score(kind, logits, x, decay(kind, x), first, second));
    z += rowBytes;
    to += toRowBytes;
  }
}

/** The score of one logit. */
export function scoreOfEntry(f: ScoreFunction, z: f32): f32 {
  switch (f.kind) {
    case identity:
      return z;
    case sigsoftmax:
      return oneScore(sigsoftmax, f, z);
    case relu:
      return oneScore(relu, f, z);
    case sigmoid:
      return oneScore(sigmoid, f, z);
    default:
      return scoreOfPieceEntry(changetype<PiecewiseLinear>(f.pieces), z);
  }
}

// @ts-ignore: decorator
@inline
function oneScore(kind: i32, f: ScoreFunction, z: f32): f32 {
  const first = firstNumber(f);
  const logits = f32x4.splat(z);
  const x = argument(kind, logits, first);
  return f32x4.extract_lane(score(kind, logits, x, decay(kind, x), first, secondNumber(f)), 0);
}

/** Below every score. */
export const lowest: f32 = -3.4e38;

/**
 * Takes the scores of a column of logits into the largest of each lane, and into Σ exp(s - largest). NaN gets into the sum.
 *
 * @param scores where there is room for them; may be z itself
 * @param maxima, sums four numbers each: at first {@link lowest}, and 0
 */
export function absorbColumn(
  f: ScoreFunction,
  z: usize,
  rowBytes: usize,
  rows: i32,
  scores: usize,
  scoresRowBytes: usize,
  maxima: usize,
  sums: usize,
): void {
  if (f.kind == identity) absorbScores(z, rowBytes, rows, maxima, sums);
  else if (isQuick(f)) absorbSigsoftmaxColumn(f, z, rowBytes, rows, maxima, sums);
  else if (f.kind == piecewiseLinear) {
    absorbPieceColumn(changetype<PiecewiseLinear>(f.pieces), z, rowBytes, rows, maxima, sums);
  } else {
    scoresOfColumn(f, z, rowBytes, rows, scores, scoresRowBytes);
    absorbScores(scores, scoresRowBytes, rows, maxima, sums);
  }
}

/** {@link absorbColumn} for what are scores. */
export function absorbScores(s: usize, rowBytes: usize, rows: i32, maxima: usize, sums: usize): void {
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

/**
 * Adds up what {@link absorbColumn} found for four lanes in each chunk, in the order of the chunks.
 *
 * @param maxima, sums those of the first chunk; each other's are `chunkBytes` behind the one before
 * @param toLargest, toLogarithm where the largest score goes, and log Σ exp(s - largest); may be `maxima` and `sums`
 * @returns Σ exp(s - largest)
 */
export function addChunksUp(
  maxima: usize,
  sums: usize,
  chunkBytes: usize,
  numChunks: i32,
  toLargest: usize,
  toLogarithm: usize,
): v128 {
  let largest = v128.load(maxima);
  for (let chunk: i32 = 1; chunk < numChunks; chunk++) {
    largest = f32x4.pmax(largest, v128.load(maxima + <usize>chunk * chunkBytes));
  }
  let sum = f32x4.splat(0);
  for (let chunk: i32 = 0; chunk < numChunks; chunk++) {
    const from = <usize>chunk * chunkBytes;
    const share = exponential(f32x4.sub(v128.load(maxima + from), largest));
    sum = f32x4.add(sum, f32x4.mul(v128.load(sums + from), share));
  }
  v128.store(toLargest, largest);
  // The logarithm takes NaN and infinity for numbers; the difference of two equal numbers does not.
  v128.store(toLogarithm, f32x4.add(logarithm(sum), f32x4.sub(sum, sum)));
  return sum;
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
      gradient(identity, f, z, rowBytes, rows, to, toRowBytes, maxima, factors, bases, baseWeights);
      break;
    case sigsoftmax:
      if (isQuick(f) && !v128.any_true(bases)) {
        gradientOfSigsoftmaxColumn(f, z, rowBytes, rows, to, toRowBytes, maxima, factors);
        break;
      }
      gradient(sigsoftmax, f, z, rowBytes, rows, to, toRowBytes, maxima, factors, bases, baseWeights);
      break;
    case relu:
      gradient(relu, f, z, rowBytes, rows, to, toRowBytes, maxima, factors, bases, baseWeights);
      break;
    case sigmoid:
      gradient(sigmoid, f, z, rowBytes, rows, to, toRowBytes, maxima, factors, bases, baseWeights);
      break;
    default: {
      const pieces = changetype<PiecewiseLinear>(f.pieces);
      gradientOfPieceColumn(pieces, z, rowBytes, rows, to, toRowBytes, maxima, factors, bases, baseWeights, histogram);
    }
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
): void {
  const first = firstNumber(f);
  const second = secondNumber(f);
  const hasBases = v128.any_true(bases);
  let byCenters = f32x4.splat(0);
  let bySlopes = f32x4.splat(0);
  for (let row: i32 = 0; row < rows; row++) {
    const logits = v128.load(z);
    const x = argument(kind, logits, first);
    const e = decay(kind, x);
    let ds = shareOf(score(kind, logits, x, e, first, second), maxima, factors);
    if (hasBases) ds = f32x4.sub(ds, baseOf(bases, baseWeights, row));
    const dz = kind == identity ? ds : f32x4.mul(ds, derivative(kind, logits, x, e, first, second));
    if (kind == sigsoftmax) {
      byCenters = f32x4.add(byCenters, f32x4.sub(ds, dz));
      bySlopes = f32x4.add(bySlopes, f32x4.mul(ds, softplusOf(x, e)));
    }
    v128.store(to, withoutTiny(dz));
    z += rowBytes;
    to += toRowBytes;
  }
  if (kind == sigsoftmax) {
    centerSum += sumOfLanes(byCenters);
    slopeSum -= sumOfLanes(bySlopes);
  }
}

/**
 * What an entry's target changes in {@link gradientOfColumn}.
 *
 * @param target times the derivative of the whole loss by the lane's
 * @param at where the derivative by the logit is
 */
export function gradientOfEntry(f: ScoreFunction, z: f32, target: f32, at: usize, histogram: usize): void {
  let slope: f32 = 1;
  switch (f.kind) {
    case identity:
      break;
    case sigsoftmax: {
      slope = oneDerivative(sigsoftmax, f, z);
      const x = f32x4.sub(firstNumber(f), f32x4.splat(z));
      centerSum -= <f64>target * (1 - <f64>slope);
      slopeSum += <f64>target * <f64>f32x4.extract_lane(softplusOf(x, decay(sigsoftmax, x)), 0);
      break;
    }
    case relu:
      slope = oneDerivative(relu, f, z);
      break;
    case sigmoid:
      slope = oneDerivative(sigmoid, f, z);
      break;
    default: {
      const pieces = changetype<PiecewiseLinear>(f.pieces);
      slope = slopeOfPieceEntry(pieces, z);
      if (histogram != 0) addPieceOfEntry(pieces, z, histogram, -target);
    }
  }
  store<f32>(at, load<f32>(at) - target * slope);
}

// @ts-ignore: decorator
@inline
function oneDerivative(kind: i32, f: ScoreFunction, z: f32): f32 {
  const first = firstNumber(f);
  const logits = f32x4.splat(z);
  const x = argument(kind, logits, first);
  return f32x4.extract_lane(derivative(kind, logits, x, decay(kind, x), first, secondNumber(f)), 0);
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
