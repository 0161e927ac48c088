// One step of labels that are classes: softmax is taken of their scores. No gradient is known before the sum over all of
// them, so that the labels are passed over twice; in between their logits are kept.
import {
  absorbColumn,
  absorbScores,
  addChunksUp,
  centerSum,
  clearSums,
  gradientOfColumn,
  gradientOfEntry,
  lowest,
  scoreOfEntry,
  scoresOfColumn,
  slopeSum,
} from '../class-scores/columns';
import { gradientOfPieces } from '../class-scores/piecewise-linear';
import { identity } from '../class-scores/score-function';
import { PiecewiseLinear, ScoreFunction } from '../class-scores/structs';
import { backwardOfBlock, endOfActive, entryOf, logitsOfBlock } from './label-pass';
import {
  applyGradient,
  clearUpdateResults,
  lanesOf,
  largestUpdated,
  panelOffset,
  squaresOfGradient,
} from './rows';
import { BatchShape, ChunkResult, ClassPass, LabelPass, PiecesUpdate, Trained, UpdateRule } from './structs';
import { updateLater, updateNone } from './update';

/** Phase: the logits of a chunk of labels, and what their scores add to the sums over all. */
export function classScores(params: usize, chunk: i32, thread: i32): void {
  const pass = changetype<ClassPass>(params);
  const labels = changetype<LabelPass>(pass.labels);
  const batch = changetype<BatchShape>(labels.batch);
  const lanes = lanesOf(batch);
  const scratch = labels.scratch + <usize>thread * labels.scratchBytes;
  clearChunk(pass, lanes, chunk);
  let active = load<i32>(labels.activeStarts + (<usize>chunk << 2));
  let total: f64 = 0;
  const end = min((chunk + 1) * labels.chunkRows, labels.numLabels);
  for (let first = chunk * labels.chunkRows; first < end; first += labels.blockRows) {
    const rows = min(labels.blockRows, end - first);
    const z = pass.logits + <usize>first * (<usize>lanes << 2);
    logitsOfBlock(labels, batch, first, rows, z, thread);
    const activeFrom = active;
    active = endOfActive(labels, chunk, active, first + rows);
    total += targetsOfBlock(pass, first, rows, z, activeFrom, active, false);
    total += sumsOfBlock(pass, chunk, first, rows, z, scratch, false);
  }
  const result = changetype<ChunkResult>(labels.results + <usize>chunk * offsetof<ChunkResult>());
  store<f64>(changetype<usize>(result), total);
}

/** Begins the sums of a chunk. */
export function clearChunk(pass: ClassPass, lanes: i32, chunk: i32): void {
  const at = <usize>chunk * (<usize>lanes << 2);
  memory.fill(pass.sums + at, 0, <usize>lanes << 2);
  for (let lane: i32 = 0; lane < lanes; lane += 4) {
    v128.store(pass.maxima + at + (<usize>lane << 2), f32x4.splat(lowest));
  }
}

/** What the targets of a block's active labels add to the loss: -Σ t s. */
export function targetsOfBlock(
  pass: ClassPass,
  first: i32,
  rows: i32,
  z: usize,
  activeFrom: i32,
  activeEnd: i32,
  isScored: bool,
): f64 {
  const labels = changetype<LabelPass>(pass.labels);
  const batch = changetype<BatchShape>(labels.batch);
  const score = changetype<ScoreFunction>(pass.score);
  let total: f64 = 0;
  for (let i = activeFrom; i < activeEnd; i++) {
    const entry = load<f32>(entryOf(labels, batch, z, first, rows, i));
    const s = isScored ? entry : scoreOfEntry(score, entry);
    total -= <f64>load<f32>(pass.activeTargets + (<usize>i << 2)) * <f64>s;
  }
  return total;
}

/** Puts the scores of a block into the places of its logits. */
export function scoresInPlace(pass: ClassPass, rows: i32, z: usize): void {
  const score = changetype<ScoreFunction>(pass.score);
  if (score.kind == identity) return;
  const batch = changetype<BatchShape>(changetype<LabelPass>(pass.labels).batch);
  for (let p: i32 = 0; p < batch.panels16 + batch.panels4; p++) {
    const rowBytes: usize = p < batch.panels16 ? 64 : 16;
    const panel = z + panelOffset(batch, p, rows);
    for (let column: usize = 0; column < rowBytes; column += 16) {
      scoresOfColumn(score, panel + column, rowBytes, rows, panel + column, rowBytes);
    }
  }
}

/**
 * Takes the scores of a block into the sums of its chunk.
 *
 * @param z the logits, or the scores where `isScored`
 * @param scratch room for four lanes of a block's scores
 * @returns what the targets that all labels have add to the loss
 */
export function sumsOfBlock(
  pass: ClassPass,
  chunk: i32,
  first: i32,
  rows: i32,
  z: usize,
  scratch: usize,
  isScored: bool,
): f64 {
  const labels = changetype<LabelPass>(pass.labels);
  const batch = changetype<BatchShape>(labels.batch);
  const score = changetype<ScoreFunction>(pass.score);
  const areScores = isScored || score.kind == identity;
  const at = <usize>chunk * (<usize>lanesOf(batch) << 2);
  let lane: usize = 0;
  let total: f64 = 0;
  for (let p: i32 = 0; p < batch.panels16 + batch.panels4; p++) {
    const rowBytes: usize = p < batch.panels16 ? 64 : 16;
    const panel = z + panelOffset(batch, p, rows);
    for (let column: usize = 0; column < rowBytes; column += 16) {
      const logits = panel + column;
      const maxima = pass.maxima + at + lane;
      const sums = pass.sums + at + lane;
      if (pass.baseTarget == 0 && !isScored) {
        absorbColumn(score, logits, rowBytes, rows, scratch, 16, maxima, sums);
      } else {
        const s = areScores ? logits : scratch;
        const bytes: usize = areScores ? rowBytes : 16;
        if (!areScores) scoresOfColumn(score, logits, rowBytes, rows, s, bytes);
        absorbScores(s, bytes, rows, maxima, sums);
        if (pass.baseTarget != 0) {
          total -= baseOfColumn(pass, first, rows, s, bytes, batch.examples - <i32>(lane >> 2));
        }
      }
      lane += 16;
    }
  }
  return total;
}

/** Σ t s of the targets that all labels have, for four lanes, of which the first `filled` count. */
function baseOfColumn(pass: ClassPass, first: i32, rows: i32, s: usize, rowBytes: usize, filled: i32): f64 {
  const mask = i32x4.gt_s(i32x4.splat(filled), i32x4(0, 1, 2, 3));
  let sum = f64x2.splat(0);
  for (let row: i32 = 0; row < rows; row++) {
    let weighted = v128.and(v128.load(s), mask);
    if (pass.labelWeights != 0) {
      weighted = f32x4.mul(weighted, v128.load32_splat(pass.labelWeights + (<usize>(first + row) << 2)));
    }
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(weighted));
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(i64x2.shuffle(weighted, weighted, 1, 0)));
    s += rowBytes;
  }
  return <f64>pass.baseTarget * (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

/** Phase of one chunk: adds the sums of the chunks up, in their order; the loss, but for the targets. */
export function classSums(params: usize, chunk: i32, thread: i32): void {
  const pass = changetype<ClassPass>(params);
  const batch = changetype<BatchShape>(changetype<LabelPass>(pass.labels).batch);
  const lanes = lanesOf(batch);
  const chunkBytes = <usize>lanes << 2;
  let loss: f64 = 0;
  for (let lane: i32 = 0; lane < lanes; lane += 4) {
    const at = <usize>lane << 2;
    const sum = addChunksUp(
      pass.maxima + at,
      pass.sums + at,
      chunkBytes,
      pass.numChunks,
      pass.laneMaxima + at,
      pass.laneFactors + at,
    );
    // In float64, where the score of a class that is almost certain takes the largest away again and leaves the rest.
    for (let i = lane, end = min(lane + 4, batch.examples); i < end; i++) {
      const own = <usize>i << 2;
      const whole = <f64>load<f32>(pass.laneMaxima + own) + <f64>load<f32>(pass.laneFactors + own);
      loss += <f64>load<f32>(pass.totals + own) * whole;
    }
    const totals = v128.load(pass.totals + at);
    v128.store(pass.laneFactors + at, f32x4.div(f32x4.mul(totals, f32x4.splat(pass.scale)), sum));
  }
  store<f64>(pass.laneResult, loss);
}

/** Phase: the gradients of a chunk of labels, and the updates of their rows. */
export function classGradients(params: usize, chunk: i32, thread: i32): void {
  const pass = changetype<ClassPass>(params);
  const labels = changetype<LabelPass>(pass.labels);
  const batch = changetype<BatchShape>(labels.batch);
  const score = changetype<ScoreFunction>(pass.score);
  const lanes = lanesOf(batch);
  const gradients = labels.scratch + <usize>thread * labels.scratchBytes;
  const partial = labels.partials == 0 ? 0 : labels.partials + <usize>chunk * labels.partialBytes;
  if (partial != 0) memory.fill(partial, 0, <usize>labels.width * (<usize>lanes << 2));
  const histogram = pass.histograms == 0 ? 0 : pass.histograms + <usize>chunk * pass.histogramBytes;
  if (histogram != 0) memory.fill(histogram, 0, pass.histogramBytes);
  clearUpdateResults();
  clearSums();

  let active = load<i32>(labels.activeStarts + (<usize>chunk << 2));
  const end = min((chunk + 1) * labels.chunkRows, labels.numLabels);
  for (let first = chunk * labels.chunkRows; first < end; first += labels.blockRows) {
    const rows = min(labels.blockRows, end - first);
    const z = pass.logits + <usize>first * (<usize>lanes << 2);
    // The logits of the active labels, before the derivatives take their places.
    const activeFrom = active;
    active = endOfActive(labels, chunk, active, first + rows);
    const saved = gradients;
    for (let i = activeFrom; i < active; i++) {
      store<f32>(saved + (<usize>(i - activeFrom) << 2), load<f32>(entryOf(labels, batch, z, first, rows, i)));
    }
    gradientsOfBlock(pass, first, rows, z, histogram);
    for (let i = activeFrom; i < active; i++) {
      const target = load<f32>(pass.activeTargets + (<usize>i << 2)) * pass.scale;
      const logit = load<f32>(saved + (<usize>(i - activeFrom) << 2));
      gradientOfEntry(score, logit, target, entryOf(labels, batch, z, first, rows, i), histogram);
    }
    backwardOfBlock(labels, batch, first, rows, z, gradients, partial, thread);
  }
  const result = changetype<ChunkResult>(labels.results + <usize>chunk * offsetof<ChunkResult>());
  store<f64>(changetype<usize>(result), squaresOfGradient, 8);
  result.largest = largestUpdated;
  store<f64>(pass.functionSums + (<usize>chunk << 4), centerSum);
  store<f64>(pass.functionSums + (<usize>chunk << 4), slopeSum, 8);
}

/** Replaces the logits of a block by the derivatives of the loss, as if no label were active. */
function gradientsOfBlock(pass: ClassPass, first: i32, rows: i32, z: usize, histogram: usize): void {
  const labels = changetype<LabelPass>(pass.labels);
  const batch = changetype<BatchShape>(labels.batch);
  const score = changetype<ScoreFunction>(pass.score);
  const base = f32x4.splat(pass.baseTarget * pass.scale);
  const weights = pass.labelWeights == 0 ? 0 : pass.labelWeights + (<usize>first << 2);
  let lane: usize = 0;
  for (let p: i32 = 0; p < batch.panels16 + batch.panels4; p++) {
    const rowBytes: usize = p < batch.panels16 ? 64 : 16;
    const panel = z + panelOffset(batch, p, rows);
    for (let column: usize = 0; column < rowBytes; column += 16) {
      const at = panel + column;
      const maxima = v128.load(pass.laneMaxima + lane);
      const factors = v128.load(pass.laneFactors + lane);
      const filled = i32x4.splat(batch.examples - <i32>(lane >> 2));
      const bases = v128.and(base, i32x4.gt_s(filled, i32x4(0, 1, 2, 3)));
      gradientOfColumn(score, at, rowBytes, rows, at, rowBytes, maxima, factors, bases, weights, histogram);
      lane += 16;
    }
  }
}

/** Phase of one chunk: the update of the center and the slope of sigsoftmax, or their kept gradients. */
export function updateScoreFunction(params: usize, chunk: i32, thread: i32): void {
  const pass = changetype<ClassPass>(params);
  let byCenter: f64 = 0;
  let bySlope: f64 = 0;
  for (let other: i32 = 0; other < pass.numChunks; other++) {
    byCenter += load<f64>(pass.functionSums + (<usize>other << 4));
    bySlope += load<f64>(pass.functionSums + (<usize>other << 4), 8);
  }
  clearUpdateResults();
  updateNumber(pass, pass.center, <f32>byCenter);
  updateNumber(pass, pass.slope, <f32>bySlope);
  store<f64>(pass.functionResult, squaresOfGradient, 8);
}

function updateNumber(pass: ClassPass, array: usize, derivative: f32): void {
  const trained = changetype<Trained>(array);
  const kind = changetype<UpdateRule>(trained.rule).kind;
  if (kind == updateNone) return;
  const gradient = kind == updateLater ? trained.gradient : pass.functionScratch;
  v128.store(gradient, f32x4(derivative, 0, 0, 0));
  applyGradient(trained, 0, gradient, 4);
}

/** Phase: the update of a chunk of the slopes of a piecewise linear function, or their kept gradients. */
export function updatePieces(params: usize, chunk: i32, thread: i32): void {
  const task = changetype<PiecesUpdate>(params);
  const pieces = changetype<PiecewiseLinear>(task.pieces);
  const trained = changetype<Trained>(task.trained);
  clearUpdateResults();
  const first = chunk * pieces.chunkPieces;
  const isLater = changetype<UpdateRule>(trained.rule).kind == updateLater;
  const gradient = (isLater ? trained.gradient : task.gradient) + (<usize>first << 2);
  gradientOfPieces(pieces, chunk, gradient);
  const count = min(pieces.chunkPieces, pieces.numKnots + 1 - first);
  const padded = (count + 3) & ~3;
  memory.fill(gradient + (<usize>count << 2), 0, <usize>(padded - count) << 2);
  applyGradient(trained, first, gradient, padded);
  const result = task.results + <usize>chunk * offsetof<ChunkResult>();
  store<f64>(result, squaresOfGradient, 8);
}
