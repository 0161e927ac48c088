// An increasing piecewise linear function with a learned slope for each piece. Its table is made once in a step, by two
// phases; after that a value is index arithmetic and one read, however many knots there are. The gradient by the slopes is
// that of prefix sums: two histograms over the pieces, and one sum from right to left.
import { madd } from '../simd/madd';
import { exponential, logarithmOfOnePlus } from '../simd/math';
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

// What locate() leaves behind: where the four pairs of the table are, in bytes, and how far from the pieces' knots the
// logits are, in units of the spacing (negative left of the first knot).
let offsets: v128 = i32x4.splat(0);
let fractions: v128 = f32x4.splat(0);

/** Finds the pieces of four logits. NaN has the last piece, and a fraction of NaN. */
// @ts-ignore: decorator
@inline
function locate(f: PiecewiseLinear, z: v128): void {
  const distance = f32x4.mul(f32x4.sub(z, f32x4.splat(f.low)), f32x4.splat(f.inverseSpacing));
  const last = f32x4.splat(<f32>(f.numKnots - 1));
  const knot = f32x4.pmax(f32x4.pmin(last, f32x4.floor(distance)), f32x4.splat(-1));
  // Piece 0 has no knot to its left, and is measured from that to its right.
  fractions = f32x4.sub(distance, f32x4.pmax(knot, f32x4.splat(0)));
  const piece = i32x4.sub(f32x4.add(knot, f32x4.splat(magic)), i32x4.splat(magicBits - 1));
  offsets = i32x4.shl(piece, 3);
}

// The pairs of the four pieces, two and two.
let firstPairs: v128 = f32x4.splat(0);
let secondPairs: v128 = f32x4.splat(0);

// @ts-ignore: decorator
@inline
function readPairs(table: usize): void {
  const first = v128.load64_zero(table + <usize>i32x4.extract_lane(offsets, 0));
  firstPairs = v128.load64_lane(table + <usize>i32x4.extract_lane(offsets, 1), first, 1);
  const second = v128.load64_zero(table + <usize>i32x4.extract_lane(offsets, 2));
  secondPairs = v128.load64_lane(table + <usize>i32x4.extract_lane(offsets, 3), second, 1);
}

// @ts-ignore: decorator
@inline
function values(): v128 {
  return i32x4.shuffle(firstPairs, secondPairs, 0, 2, 4, 6);
}

// @ts-ignore: decorator
@inline
function rises(): v128 {
  return i32x4.shuffle(firstPairs, secondPairs, 1, 3, 5, 7);
}

/** f(z) of four logits. */
// @ts-ignore: decorator
@inline
export function valueOfPieces(pieces: usize, z: v128): v128 {
  const f = changetype<PiecewiseLinear>(pieces);
  locate(f, z);
  readPairs(f.table);
  return madd(rises(), fractions, values());
}

/** f'(z) of the four logits that a value was computed of last. */
// @ts-ignore: decorator
@inline
export function slopeOfPieces(pieces: usize): v128 {
  return f32x4.mul(rises(), f32x4.splat(changetype<PiecewiseLinear>(pieces).inverseSpacing));
}

/**
 * Adds the derivatives by the scores of the four logits that a value was computed of last to a histogram.
 *
 * @param ds 0 in lanes that do not count
 */
// @ts-ignore: decorator
@inline
export function addToHistogram(histogram: usize, ds: v128): void {
  const distances = f32x4.mul(ds, fractions);
  const first = i32x4.shuffle(ds, distances, 0, 4, 1, 5);
  const second = i32x4.shuffle(ds, distances, 2, 6, 3, 7);
  // One after the other: two of them may be of the same piece.
  addPair(histogram + <usize>i32x4.extract_lane(offsets, 0), first);
  addPair(histogram + <usize>i32x4.extract_lane(offsets, 1), i64x2.shuffle(first, first, 1, 0));
  addPair(histogram + <usize>i32x4.extract_lane(offsets, 2), second);
  addPair(histogram + <usize>i32x4.extract_lane(offsets, 3), i64x2.shuffle(second, second, 1, 0));
}

// @ts-ignore: decorator
@inline
function addPair(at: usize, pair: v128): void {
  v128.store64_lane(at, f32x4.add(v128.load64_zero(at), pair), 0);
}

/** The same for the one logit in lane 0. */
export function addEntryToHistogram(histogram: usize, ds: f32): void {
  const fraction = f32x4.extract_lane(fractions, 0);
  addPair(histogram + <usize>i32x4.extract_lane(offsets, 0), f32x4(ds, ds * fraction, 0, 0));
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
    const to = f.table + (<usize>piece << 3);
    rise = putPiece(f, to, piece, f32x4.extract_lane(own, 0), rise);
    if (count > 1) rise = putPiece(f, to + 8, piece + 1, f32x4.extract_lane(own, 1), rise);
    if (count > 2) rise = putPiece(f, to + 16, piece + 2, f32x4.extract_lane(own, 2), rise);
    if (count > 3) rise = putPiece(f, to + 24, piece + 3, f32x4.extract_lane(own, 3), rise);
  }
  store<f64>(f.rises + (<usize>chunk << 3), rise);
}

/** Up to three numbers, where a fourth may not be ours to read. */
function firstOf(at: usize, count: i32): v128 {
  let x = v128.load32_zero(at);
  if (count > 1) x = f32x4.replace_lane(x, 1, load<f32>(at, 4));
  if (count > 2) x = f32x4.replace_lane(x, 2, load<f32>(at, 8));
  return x;
}

/** Puts a piece into the table; gives back f at the end of it. */
// @ts-ignore: decorator
@inline
function putPiece(f: PiecewiseLinear, to: usize, piece: i32, own: f32, rise: f64): f64 {
  store<f32>(to, <f32>rise);
  store<f32>(to, own, 4);
  if (piece == f.anchorPiece) {
    store<f64>(f.rises + (<usize>f.numChunks << 3), rise + <f64>own * <f64>f.anchorFraction);
  }
  // The knot of the piece before the first knot is that one too.
  return piece == 0 ? rise : rise + <f64>own;
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
  for (let at = f.table + (<usize>first << 3), stop = f.table + (<usize>end << 3); at < stop; at += 8) {
    store<f32>(at, <f32>(<f64>load<f32>(at) + before));
  }
}

/** Phase: adds the histograms of a chunk of pieces up, into the first. */
export function addHistograms(params: usize, chunk: i32, thread: i32): void {
  const f = changetype<PiecewiseLinear>(params);
  const first = chunk * f.chunkPieces;
  const end = min(first + f.chunkPieces, f.numKnots + 1);
  let total: f64 = 0;
  for (let piece = first; piece < end; piece++) {
    const at = f.histograms + (<usize>piece << 3);
    let sum = v128.load64_zero(at);
    for (let i: i32 = 1; i < f.numHistograms; i++) {
      sum = f32x4.add(sum, v128.load64_zero(at + <usize>i * f.histogramBytes));
    }
    v128.store64_lane(at, sum, 0);
    total += <f64>f32x4.extract_lane(sum, 0);
  }
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
  const spacing = <f64>f.spacing;
  for (let piece = end - 1; piece >= first; piece--) {
    const at = f.histograms + (<usize>piece << 3);
    let slope = <f64>load<f32>(at, 4);
    if (piece > 0) slope += above;
    if (piece == f.anchorPiece) slope -= all * <f64>f.anchorFraction;
    else if (piece > 0 && piece < f.anchorPiece) slope -= all;
    above += <f64>load<f32>(at);
    const derivative = <f64>load<f32>(f.derivatives + (<usize>piece << 2));
    store<f32>(gradient + (<usize>(piece - first) << 2), <f32>(spacing * slope * derivative));
  }
}
