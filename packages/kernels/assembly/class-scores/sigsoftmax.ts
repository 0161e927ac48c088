// Sigsoftmax of slope 2 that is not learned, for columns of four lanes, with one exponential and no logarithm for each
// entry: exp(s) = exp(2z) / (exp(z) + exp(c)). With E = exp(z - r) and C = exp(c - r) for a point r near the z of the
// largest score M,
//   exp(s - M) = G E² / (E + C),  G = exp(r - M),  f'(z) = 1 + C / (E + C).
// r = max(M, (M + c) / 2) is within 0.5 of that z: s is nearly z right of c, and 2z - c left of it. Then G = max(1, C).
import { madd } from '../simd/madd';
import { exponential } from '../simd/math';
import { least, withoutTiny } from './derivatives';
import { argument, decay, score, sigsoftmax } from './score-function';
import { ScoreFunction } from './structs';

/** Whether the functions of this file serve: whether nobody asks for the gradients by the center and the slope of 2. */
export function isQuick(f: ScoreFunction): bool {
  return f.kind == sigsoftmax && f.learned == 0 && load<f32>(f.slope) == 2;
}

/** r, for the largest scores of four lanes. */
// @ts-ignore: decorator
@inline
function referenceOf(maxima: v128, center: v128): v128 {
  return f32x4.pmax(maxima, f32x4.mul(f32x4.add(maxima, center), f32x4.splat(0.5)));
}

/** The least z - r that counts: that of a score of M - 69. */
// @ts-ignore: decorator
@inline
function leastOf(maxima: v128, center: v128, reference: v128): v128 {
  return f32x4.sub(referenceOf(f32x4.add(maxima, f32x4.splat(least)), center), reference);
}

/** C. Beyond the bounds an entry that counts is left or right of c by so much that either E or C is nothing. */
// @ts-ignore: decorator
@inline
function centerShareOf(reference: v128, center: v128): v128 {
  const distance = f32x4.sub(center, reference);
  return exponential(f32x4.pmin(f32x4.pmax(distance, f32x4.splat(least)), f32x4.splat(-least)));
}

/** Takes a column of logits into the sums of its lanes; the arguments are those of absorbColumn. */
export function absorbSigsoftmaxColumn(
  f: ScoreFunction,
  z: usize,
  rowBytes: usize,
  rows: i32,
  maxima: usize,
  sums: usize,
): void {
  const end = z + <usize>rows * rowBytes;
  const center = v128.load32_splat(f.center);
  const one = f32x4.splat(1);
  let largestLogit = v128.load(z);
  for (let at = z; at < end; at += rowBytes) largestLogit = f32x4.pmax(largestLogit, v128.load(at));
  const x = argument(sigsoftmax, largestLogit, center);
  const before = v128.load(maxima);
  const largest = f32x4.pmax(before, score(sigsoftmax, largestLogit, x, decay(sigsoftmax, x), center, one));
  const reference = referenceOf(largest, center);
  const c = centerShareOf(reference, center);
  const g = f32x4.pmax(one, c);
  const lowestCounted = leastOf(largest, center, reference);
  let sum = f32x4.mul(v128.load(sums), exponential(f32x4.sub(before, largest)));
  for (let at = z; at < end; at += rowBytes) {
    const e = exponential(f32x4.pmax(f32x4.sub(v128.load(at), reference), lowestCounted));
    sum = madd(f32x4.mul(e, f32x4.div(g, f32x4.add(e, c))), e, sum);
  }
  v128.store(maxima, largest);
  v128.store(sums, sum);
}

/** The derivatives of the loss by a column of logits, as gradientOfColumn makes them where there are no bases. */
export function gradientOfSigsoftmaxColumn(
  f: ScoreFunction,
  z: usize,
  rowBytes: usize,
  rows: i32,
  to: usize,
  toRowBytes: usize,
  maxima: v128,
  factors: v128,
): void {
  const center = v128.load32_splat(f.center);
  const one = f32x4.splat(1);
  const reference = referenceOf(maxima, center);
  const c = centerShareOf(reference, center);
  const g = f32x4.pmax(one, c);
  const lowestCounted = leastOf(maxima, center, reference);
  const cOfG = f32x4.pmin(one, c);
  for (let row: i32 = 0; row < rows; row++) {
    const shifted = f32x4.sub(v128.load(z), reference);
    const e = exponential(f32x4.pmax(shifted, lowestCounted));
    const ratio = f32x4.div(g, f32x4.add(e, c));
    // In an order in which no product is subnormal: either E times the ratio or the ratio is near 1.
    const share = f32x4.mul(f32x4.mul(f32x4.mul(factors, e), ratio), e);
    const dz = madd(share, f32x4.mul(cOfG, ratio), share);
    v128.store(to, withoutTiny(v128.and(dz, f32x4.gt(shifted, lowestCounted))));
    z += rowBytes;
    to += toRowBytes;
  }
}
