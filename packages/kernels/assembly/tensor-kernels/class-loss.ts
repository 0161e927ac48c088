// The negative log likelihood of one class per column, from the logits to the gradients, in two passes over the logits: one
// for the sum of the exponentials, one for the gradient. Nothing of the size of the logits lies in between.
//
// Blocks of few rows and sixteen columns are copied into the first-level cache and worked on there: rows are far apart, and
// where they are a power of two apart the cache cannot hold them where they are.
import {
  absorbColumn,
  addChunksUp,
  centerSum,
  clearSums,
  gradientOfColumn,
  gradientOfEntry,
  lowest,
  scoreOfEntry,
  slopeSum,
} from '../class-scores/columns';
import { gradientOfPieces } from '../class-scores/piecewise-linear';
import { PiecewiseLinear, ScoreFunction } from '../class-scores/structs';
import { exponential } from '../simd/math';
import { ClassLoss, PiecesGradient } from './structs';

/** Rows of a block; it has 64 bytes for each. */
const blockRows: i32 = 32;
const blockBytes: usize = 2048;

/** Phase: what the scores of a chunk of rows add to the sums. */
export function classLossSums(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<ClassLoss>(params);
  const score = changetype<ScoreFunction>(p.score);
  const block = p.blocks + <usize>thread * blockBytes;
  const maxima = p.maxima + <usize>chunk * (<usize>p.stride << 2);
  const sums = p.sums + <usize>chunk * (<usize>p.stride << 2);
  memory.fill(sums, 0, <usize>p.stride << 2);
  for (let col: i32 = 0; col < p.stride; col += 4) v128.store(maxima + (<usize>col << 2), f32x4.splat(lowest));
  const end = min((chunk + 1) * p.rowsPerChunk, p.rows);
  for (let row = chunk * p.rowsPerChunk; row < end; row += blockRows) {
    const rows = min(blockRows, end - row);
    for (let col: i32 = 0; col < p.cols; col += 16) {
      const cols = min(16, p.cols - col);
      load16(p, row, col, rows, cols, block);
      for (let lane: i32 = 0; lane < cols; lane += 4) {
        const at = block + (<usize>lane << 2);
        const offset = <usize>(col + lane) << 2;
        absorbColumn(score, at, 64, rows, at, 64, maxima + offset, sums + offset);
      }
    }
  }
}

/** Phase of one chunk: adds the sums of the chunks up, in their order, and makes the likelihoods. */
export function classLossValues(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<ClassLoss>(params);
  const score = changetype<ScoreFunction>(p.score);
  const chunkBytes = <usize>p.stride << 2;
  const logs = p.normalizers + (<usize>p.cols << 2);
  for (let col: i32 = 0; col < p.cols; col += 4) {
    const at = <usize>col << 2;
    // Both go where the first chunk's have been read.
    addChunksUp(p.maxima + at, p.sums + at, chunkBytes, p.numChunks, p.maxima + at, p.sums + at);
    for (let i = col, end = min(col + 4, p.cols); i < end; i++) {
      const own = <usize>i << 2;
      const largestOfColumn = load<f32>(p.maxima + own);
      const log = load<f32>(p.sums + own);
      const s = scoreOfEntry(score, logitAt(p, load<i32>(p.classes + own), i));
      store<f32>(p.normalizers + own, largestOfColumn);
      store<f32>(logs + own, log);
      store<f32>(p.likelihoods + own, largestOfColumn - s + log);
    }
  }
}

/** Phase of one chunk: what exp(score - largest) has to be multiplied by in the gradient. */
export function classLossFactors(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<ClassLoss>(params);
  const logs = p.normalizers + (<usize>p.cols << 2);
  memory.fill(p.factors, 0, <usize>p.stride << 2);
  memory.fill(p.maxima, 0, <usize>p.stride << 2);
  memory.copy(p.maxima, p.normalizers, <usize>p.cols << 2);
  memory.copy(p.factors, logs, <usize>p.cols << 2);
  for (let col: i32 = 0; col < p.stride; col += 4) {
    const at = p.factors + (<usize>col << 2);
    v128.store(at, exponential(f32x4.neg(v128.load(at))));
  }
  for (let col: i32 = 0; col < p.stride; col++) {
    const at = p.factors + (<usize>col << 2);
    store<f32>(at, col < p.cols ? load<f32>(at) * load<f32>(p.dy + (<usize>col << 2)) : 0);
  }
}

/** Phase: the gradient of a chunk of rows. */
export function classLossGradient(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<ClassLoss>(params);
  const score = changetype<ScoreFunction>(p.score);
  const block = p.blocks + <usize>thread * blockBytes;
  const histogram = p.histograms == 0 ? 0 : p.histograms + <usize>chunk * p.histogramBytes;
  if (histogram != 0) memory.fill(histogram, 0, p.histogramBytes);
  clearSums();
  const first = chunk * p.rowsPerChunk;
  const end = min(first + p.rowsPerChunk, p.rows);
  if (p.bias != 0) memory.fill(p.biasGradient + (<usize>first << 2), 0, <usize>(end - first) << 2);
  const none = f32x4.splat(0);
  for (let row = first; row < end; row += blockRows) {
    const rows = min(blockRows, end - row);
    for (let col: i32 = 0; col < p.cols; col += 16) {
      const cols = min(16, p.cols - col);
      load16(p, row, col, rows, cols, block);
      for (let lane: i32 = 0; lane < cols; lane += 4) {
        const at = block + (<usize>lane << 2);
        const offset = <usize>(col + lane) << 2;
        const maxima = v128.load(p.maxima + offset);
        const factors = v128.load(p.factors + offset);
        gradientOfColumn(score, at, 64, rows, at, 64, maxima, factors, none, 0, histogram);
      }
      store16(block, rows, cols, p.gradient, p.cols, row, col);
      if (p.bias != 0) addRows(block, rows, p.biasGradient + (<usize>row << 2));
    }
  }
  for (let col: i32 = 0; col < p.cols; col++) {
    const row = load<i32>(p.classes + (<usize>col << 2));
    if (row < first || row >= end) continue;
    const at = p.gradient + ((<usize>row * <usize>p.cols + <usize>col) << 2);
    const before = load<f32>(at);
    gradientOfEntry(score, logitAt(p, row, col), load<f32>(p.dy + (<usize>col << 2)), at, histogram);
    if (p.bias == 0) continue;
    const byBias = p.biasGradient + (<usize>row << 2);
    store<f32>(byBias, load<f32>(byBias) + (load<f32>(at) - before));
  }
  store<f64>(p.functionSums + (<usize>chunk << 4), centerSum);
  store<f64>(p.functionSums + (<usize>chunk << 4), slopeSum, 8);
}

/** Phase: the gradient by the parameters of a chunk of pieces. */
export function piecesGradient(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<PiecesGradient>(params);
  const pieces = changetype<PiecewiseLinear>(p.pieces);
  gradientOfPieces(pieces, chunk, p.gradient + (<usize>(chunk * pieces.chunkPieces) << 2));
}

/** One logit, with its bias. */
function logitAt(p: ClassLoss, row: i32, col: i32): f32 {
  const logit = load<f32>(p.logits + ((<usize>row * <usize>p.cols + <usize>col) << 2));
  return p.bias == 0 ? logit : logit + load<f32>(p.bias + (<usize>row << 2));
}

/** Copies up to 16 columns of some rows of the logits, with their biases, to [rows][16]. Beyond the four with the last column there is 0. */
function load16(p: ClassLoss, row: i32, col: i32, rows: i32, cols: i32, to: usize): void {
  let from = p.logits + ((<usize>row * <usize>p.cols + <usize>col) << 2);
  let bias = p.bias + (<usize>row << 2);
  for (const end = to + (<usize>rows << 6); to < end; to += 64) {
    if (cols == 16) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      v128.store(to, v128.load(from, 32), 32);
      v128.store(to, v128.load(from, 48), 48);
    } else {
      memory.fill(to, 0, 64);
      memory.copy(to, from, <usize>cols << 2);
    }
    if (p.bias != 0) {
      const added = v128.load32_splat(bias);
      for (let lane: usize = 0; lane < <usize>cols << 2; lane += 16) {
        v128.store(to + lane, f32x4.add(v128.load(to + lane), added));
      }
    }
    from += <usize>p.cols << 2;
    bias += 4;
  }
}

/** Adds the rows of a block [rows][16] to numbers [rows]. */
function addRows(block: usize, rows: i32, to: usize): void {
  for (const end = block + (<usize>rows << 6); block < end; block += 64) {
    const twos = f32x4.add(v128.load(block), v128.load(block, 16));
    const fours = f32x4.add(twos, f32x4.add(v128.load(block, 32), v128.load(block, 48)));
    const halves = f32x4.add(fours, i64x2.shuffle(fours, fours, 1, 0));
    const sum = f32x4.extract_lane(halves, 0) + f32x4.extract_lane(halves, 1);
    store<f32>(to, load<f32>(to) + sum);
    to += 4;
  }
}

/** The inverse of {@link load16}. */
function store16(from: usize, rows: i32, cols: i32, matrix: usize, stride: i32, row: i32, col: i32): void {
  let to = matrix + ((<usize>row * <usize>stride + <usize>col) << 2);
  for (const end = from + (<usize>rows << 6); from < end; from += 64) {
    if (cols == 16) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      v128.store(to, v128.load(from, 32), 32);
      v128.store(to, v128.load(from, 48), 48);
    } else {
      memory.copy(to, from, <usize>cols << 2);
    }
    to += <usize>stride << 2;
  }
}
