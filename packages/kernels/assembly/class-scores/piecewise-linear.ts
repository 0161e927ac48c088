// An increasing piecewise linear function with a learned slope for each piece. Its table is made once in a step, by two
// phases; after that a value is index arithmetic and one read, however many knots there are. The gradient by the slopes is
// that of prefix sums: two histograms over the pieces, and one sum from right to left.
import { madd } from '../simd/madd';
import { exponential, logarithmOfOnePlus } from '../simd/math';
import { baseOf, shareOf, withoutTiny } from './derivatives';
import { PiecewiseLinear } from './structs';

// What makes the slope of a piece of its parameter w.
/** log(1 + e^w). */
const softplus: i32 = 0;
/** e^w. */
const exponentialSlope: i32 = 1;
/** w². */
const square: i32 = 2;

/** Adding it to a whole number below 2²² puts that into the lowest bits. */
const magic: f32 = 12582912;
const magicBits: i32 = 0x4b400000;

/** How far four logits are from the first knot, in units of the spacing. */
// @ts-ignore: decorator
@inline
function distanceOf(z: v128, low: v128, inverseSpacing: v128): v128 {
  return f32x4.mul(f32x4.sub(z, low), inverseSpacing);
}

/** The number of the knot that each piece is right of; -1 for piece 0. NaN has the last. */
// @ts-ignore: decorator
@inline
function knotOf(distance: v128, last: v128): v128 {
  return f32x4.pmax(f32x4.pmin(last, f32x4.floor(distance)), f32x4.splat(-1));
}

/** How far logits are from the knot of their piece. Piece 0 has none to its left, and is measured from that to its right. */
// @ts-ignore: decorator
@inline
function fractionOf(distance: v128, knot: v128): v128 {
  return f32x4.sub(distance, f32x4.pmax(knot, f32x4.splat(0)));
}

/** Where the pairs of the pieces are in a table or a histogram, in bytes. */
// @ts-ignore: decorator
@inline
function offsetOf(knot: v128): v128 {
  return i32x4.shl(i32x4.sub(f32x4.add(knot, f32x4.splat(magic)), i32x4.splat(magicBits - 1)), 3);
}

// @ts-ignore: decorator
@inline
function pairsAt(table: usize, first: i32, second: i32): v128 {
  return v128.load64_lane(table + <usize>second, v128.load64_zero(table + <usize>first), 1);
}

/** Puts the scores of a column where `to` is; the arguments are those of scoresOfColumn. */
export function scoresOfPieceColumn(
  f: PiecewiseLinear,
  z: usize,
  rowBytes: usize,
  rows: i32,
  to: usize,
  toRowBytes: usize,
): void {
  const table = f.table;
  const low = f32x4.splat(f.low);
  const inverse = f32x4.splat(f.inverseSpacing);
  const last = f32x4.splat(<f32>(f.numKnots - 1));
  for (let row: i32 = 0; row < rows; row++) {
    v128.store(to, scoresOf(table, v128.load(z), low, inverse, last));
    z += rowBytes;
    to += toRowBytes;
  }
}

/** f(z) of four logits. */
// @ts-ignore: decorator
@inline
function scoresOf(table: usize, z: v128, low: v128, inverseSpacing: v128, last: v128): v128 {
  const distance = distanceOf(z, low, inverseSpacing);
  const knot = knotOf(distance, last);
  const offset = offsetOf(knot);
  const left = pairsAt(table, i32x4.extract_lane(offset, 0), i32x4.extract_lane(offset, 1));
  const right = pairsAt(table, i32x4.extract_lane(offset, 2), i32x4.extract_lane(offset, 3));
  const values = i32x4.shuffle(left, right, 0, 2, 4, 6);
  const rises = i32x4.shuffle(left, right, 1, 3, 5, 7);
  return madd(rises, fractionOf(distance, knot), values);
}

/** Takes a column of logits into the sums of its lanes; the arguments are those of absorbColumn. */
export function absorbPieceColumn(
  f: PiecewiseLinear,
  z: usize,
  rowBytes: usize,
  rows: i32,
  maxima: usize,
  sums: usize,
): void {
  const end = z + <usize>rows * rowBytes;
  const table = f.table;
  const low = f32x4.splat(f.low);
  const inverse = f32x4.splat(f.inverseSpacing);
  const last = f32x4.splat(<f32>(f.numKnots - 1));
  // Where the logit is largest, the score is.
  let largestLogit = v128.load(z);
  for (let at = z; at < end; at += rowBytes) largestLogit = f32x4.pmax(largestLogit, v128.load(at));
  const before = v128.load(maxima);
  const largest = f32x4.pmax(before, scoresOf(table, largestLogit, low, inverse, last));
  let sum = f32x4.mul(v128.load(sums), exponential(f32x4.sub(before, largest)));
  for (let at = z; at < end; at += rowBytes) {
    sum = f32x4.add(sum, exponential(f32x4.sub(scoresOf(table, v128.load(at), low, inverse, last), largest)));
  }
  v128.store(maxima, largest);
  v128.store(sums, sum);
}

/** The derivatives of a column, and its part of a histogram; the arguments are those of gradientOfColumn. */
export function gradientOfPieceColumn(
  f: PiecewiseLinear,
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
  const table = f.table;
  const low = f32x4.splat(f.low);
  const inverse = f32x4.splat(f.inverseSpacing);
  const last = f32x4.splat(<f32>(f.numKnots - 1));
  const hasBases = v128.any_true(bases);
  for (let row: i32 = 0; row < rows; row++) {
    const distance = distanceOf(v128.load(z), low, inverse);
    const knot = knotOf(distance, last);
    const offset = offsetOf(knot);
    const at0 = i32x4.extract_lane(offset, 0);
    const at1 = i32x4.extract_lane(offset, 1);
    const at2 = i32x4.extract_lane(offset, 2);
    const at3 = i32x4.extract_lane(offset, 3);
    const left = pairsAt(table, at0, at1);
    const right = pairsAt(table, at2, at3);
    const values = i32x4.shuffle(left, right, 0, 2, 4, 6);
    const rises = i32x4.shuffle(left, right, 1, 3, 5, 7);
    const fraction = fractionOf(distance, knot);
    let ds = shareOf(madd(rises, fraction, values), maxima, factors);
    if (hasBases) ds = f32x4.sub(ds, baseOf(bases, baseWeights, row));
    v128.store(to, withoutTiny(f32x4.mul(ds, f32x4.mul(rises, inverse))));
    if (histogram != 0) {
      const distances = f32x4.mul(ds, fraction);
      const first = i32x4.shuffle(ds, distances, 0, 4, 1, 5);
      const second = i32x4.shuffle(ds, distances, 2, 6, 3, 7);
      // One after the other: two of them may be of the same piece.
      addPair(histogram + <usize>at0, first);
      addPair(histogram + <usize>at1, i64x2.shuffle(first, first, 1, 0));
      addPair(histogram + <usize>at2, second);
      addPair(histogram + <usize>at3, i64x2.shuffle(second, second, 1, 0));
    }
    z += rowBytes;
    to += toRowBytes;
  }
}

// @ts-ignore: decorator
@inline
function addPair(at: usize, pair: v128): void {
  v128.store64_lane(at, f32x4.add(v128.load64_zero(at), pair), 0);
}

/** f(z) of one logit. */
export function scoreOfPieceEntry(f: PiecewiseLinear, z: f32): f32 {
  const distance = entryDistance(f, z);
  const knot = entryKnot(f, distance);
  const at = f.table + <usize>i32x4.extract_lane(offsetOf(knot), 0);
  return load<f32>(at) + load<f32>(at, 4) * f32x4.extract_lane(fractionOf(distance, knot), 0);
}

/** f'(z) of one logit. */
export function slopeOfPieceEntry(f: PiecewiseLinear, z: f32): f32 {
  const knot = entryKnot(f, entryDistance(f, z));
  return load<f32>(f.table + <usize>i32x4.extract_lane(offsetOf(knot), 0), 4) * f.inverseSpacing;
}

/** Adds the derivative by the score of one logit to a histogram. */
export function addPieceOfEntry(f: PiecewiseLinear, z: f32, histogram: usize, ds: f32): void {
  const distance = entryDistance(f, z);
  const knot = entryKnot(f, distance);
  const fraction = f32x4.extract_lane(fractionOf(distance, knot), 0);
  addPair(histogram + <usize>i32x4.extract_lane(offsetOf(knot), 0), f32x4(ds, ds * fraction, 0, 0));
}

// @ts-ignore: decorator
@inline
function entryDistance(f: PiecewiseLinear, z: f32): v128 {
  return distanceOf(f32x4.splat(z), f32x4.splat(f.low), f32x4.splat(f.inverseSpacing));
}

// @ts-ignore: decorator
@inline
function entryKnot(f: PiecewiseLinear, distance: v128): v128 {
  return knotOf(distance, f32x4.splat(<f32>(f.numKnots - 1)));
}

/** Phase: of a chunk of pieces the slopes, and f at their knots as if the chunk began at 0. */
export function piecesOfChunk(params: usize, chunk: i32, thread: i32): void {
  const f = changetype<PiecewiseLinear>(params);
  const first = chunk * f.chunkPieces;
  const numPieces = f.numKnots + 1;
  const end = min(first + f.chunkPieces, numPieces);
  const parametrization = f.parametrization;
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  const spacing = f32x4.splat(f.spacing);
  // In float64, since a hundred thousand small rises add up to one large number.
  let rise: f64 = 0;
  for (let piece = first; piece < end; piece += 4) {
    const count = min(4, end - piece);
    const from = f.parameters + (<usize>piece << 2);
    const w = count == 4 ? v128.load(from) : firstOf(from, count);
    let slope: v128;
    let derivative: v128;
    if (parametrization == softplus) {
      const e = exponential(v128.or(w, i32x4.splat(<i32>0x80000000)));
      slope = f32x4.add(f32x4.pmax(w, zero), logarithmOfOnePlus(e));
      derivative = f32x4.mul(
        f32x4.div(one, f32x4.add(one, e)),
        v128.bitselect(one, e, f32x4.gt(w, zero)),
      );
    } else if (parametrization == exponentialSlope) {
      slope = exponential(f32x4.pmin(w, f32x4.splat(88)));
      derivative = slope;
    } else {
      slope = f32x4.mul(w, w);
      derivative = f32x4.add(w, w);
    }
    v128.store(f.derivatives + (<usize>piece << 2), derivative);
    const own = f32x4.mul(slope, spacing);
    // The knot of the piece left of the first knot is that one too, so that its rise does not count.
    const counted = piece == 0 ? f32x4.replace_lane(own, 0, 0) : own;
    const twos = f32x4.add(counted, i32x4.shuffle(counted, zero, 4, 0, 1, 2));
    const upTo = f32x4.add(twos, i32x4.shuffle(twos, zero, 4, 4, 0, 1));
    const before = i32x4.shuffle(upTo, zero, 4, 0, 1, 2);
    const all = f64x2.splat(rise);
    const low = f32x4.demote_f64x2_zero(f64x2.add(all, f64x2.promote_low_f32x4(before)));
    const high = i32x4.shuffle(before, before, 2, 3, 2, 3);
    const upper = f32x4.demote_f64x2_zero(f64x2.add(all, f64x2.promote_low_f32x4(high)));
    const values = i32x4.shuffle(low, upper, 0, 1, 4, 5);
    const to = f.table + (<usize>piece << 3);
    const left = i32x4.shuffle(values, own, 0, 4, 1, 5);
    const right = i32x4.shuffle(values, own, 2, 6, 3, 7);
    if (count == 4) {
      v128.store(to, left);
      v128.store(to, right, 16);
    } else {
      v128.store64_lane(to, left, 0);
      if (count > 1) v128.store64_lane(to + 8, left, 1);
      if (count > 2) v128.store64_lane(to + 16, right, 0);
    }
    rise += <f64>f32x4.extract_lane(upTo, 3);
  }
  store<f64>(f.rises + (<usize>chunk << 3), rise);
  const anchor = f.anchorPiece;
  if (anchor < first || anchor >= end) return;
  const pair = f.table + (<usize>anchor << 3);
  const beforeAnchor = <f64>load<f32>(pair) + <f64>load<f32>(pair, 4) * <f64>f.anchorFraction;
  store<f64>(f.rises + (<usize>f.numChunks << 3), beforeAnchor);
}

/** Up to three numbers, where a fourth may not be ours to read. */
function firstOf(at: usize, count: i32): v128 {
  let x = v128.load32_zero(at);
  if (count > 1) x = f32x4.replace_lane(x, 1, load<f32>(at, 4));
  if (count > 2) x = f32x4.replace_lane(x, 2, load<f32>(at, 8));
  return x;
}

/** Phase: raises f at the knots of a chunk, so that it is right at the anchor. */
export function raisePieces(params: usize, chunk: i32, thread: i32): void {
  const f = changetype<PiecewiseLinear>(params);
  const anchorChunk = f.anchorPiece / f.chunkPieces;
  let before: f64 = <f64>f.anchor - load<f64>(f.rises + (<usize>f.numChunks << 3));
  for (let other = chunk; other < anchorChunk; other++) before -= load<f64>(f.rises + (<usize>other << 3));
  for (let other = anchorChunk; other < chunk; other++) before += load<f64>(f.rises + (<usize>other << 3));
  const first = chunk * f.chunkPieces;
  const end = min(first + f.chunkPieces, f.numKnots + 1);
  const shift = f64x2(before, 0);
  for (let at = f.table + (<usize>first << 3), stop = f.table + (<usize>end << 3); at < stop; at += 8) {
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(at));
    v128.store64_lane(at, f32x4.demote_f64x2_zero(f64x2.add(pair, shift)), 0);
  }
}

/** Phase: adds the histograms of a chunk of pieces up, into the first. */
export function addHistograms(params: usize, chunk: i32, thread: i32): void {
  const f = changetype<PiecewiseLinear>(params);
  const first = chunk * f.chunkPieces;
  const end = min(first + f.chunkPieces, f.numKnots + 1);
  const stop = f.histograms + (<usize>end << 3);
  let at = f.histograms + (<usize>first << 3);
  let totals = f64x2.splat(0);
  for (; at + 16 <= stop; at += 16) {
    let sums = v128.load(at);
    let other = at + f.histogramBytes;
    for (let i: i32 = 1; i < f.numHistograms; i++) {
      sums = f32x4.add(sums, v128.load(other));
      other += f.histogramBytes;
    }
    v128.store(at, sums);
    totals = f64x2.add(totals, f64x2.promote_low_f32x4(i32x4.shuffle(sums, sums, 0, 2, 0, 2)));
  }
  if (at < stop) {
    let sums = v128.load64_zero(at);
    for (let i: i32 = 1; i < f.numHistograms; i++) {
      sums = f32x4.add(sums, v128.load64_zero(at + <usize>i * f.histogramBytes));
    }
    v128.store64_lane(at, sums, 0);
    totals = f64x2.add(totals, f64x2(<f64>f32x4.extract_lane(sums, 0), 0));
  }
  const total = f64x2.extract_lane(totals, 0) + f64x2.extract_lane(totals, 1);
  store<f64>(f.derivativeSums + (<usize>chunk << 3), total);
}

/**
 * The gradient by the parameters of a chunk of pieces, from the first histogram. A score rises with the slope of its own
 * piece by its distance from the knot, and with the slopes of all pieces between that and the first knot by the spacing;
 * what the anchor rises by goes off.
 */
export function gradientOfPieces(f: PiecewiseLinear, chunk: i32, gradient: usize): void {
  const first = chunk * f.chunkPieces;
  const end = min(first + f.chunkPieces, f.numKnots + 1);
  let all: f64 = 0;
  let above: f64 = 0;
  for (let other: i32 = 0; other < f.numChunks; other++) {
    const sum = load<f64>(f.derivativeSums + (<usize>other << 3));
    all += sum;
    if (other > chunk) above += sum;
  }
  // From right to left, with what is off the anchor in `above` from there on.
  const anchor = f.anchorPiece;
  if (anchor >= end) above -= all;
  const right = max(first, anchor + 1);
  if (right < end) above = gradientOfStretch(f, right, end, above, gradient - (<usize>first << 2));
  if (first <= anchor && anchor < end) {
    const partOfAnchor = all * <f64>f.anchorFraction;
    above = gradientOfStretch(f, anchor, anchor + 1, above - partOfAnchor, gradient - (<usize>first << 2));
    above += partOfAnchor - all;
  }
  const left = min(end, anchor);
  const from = max(first, 1);
  if (from < left) above = gradientOfStretch(f, from, left, above, gradient - (<usize>first << 2));
  // No other score rises with the slope left of the first knot.
  if (first == 0) gradientOfStretch(f, 0, 1, 0, gradient);
}

/**
 * The gradient by the parameters of pieces [first, end).
 *
 * @param above the sum of the derivatives right of them
 * @param gradient where that of piece 0 would be
 * @returns the same for the pieces left of them
 */
function gradientOfStretch(f: PiecewiseLinear, first: i32, end: i32, above: f64, gradient: usize): f64 {
  const spacing = <f64>f.spacing;
  const derivatives = f.derivatives;
  const histogram = f.histograms;
  for (let piece = end - 1; piece >= first; piece--) {
    const at = histogram + (<usize>piece << 3);
    const slope = spacing * (<f64>load<f32>(at, 4) + above);
    above += <f64>load<f32>(at);
    store<f32>(gradient + (<usize>piece << 2), <f32>slope * load<f32>(derivatives + (<usize>piece << 2)));
  }
  return above;
}
