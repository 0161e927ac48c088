// Logits without a training step: those of one batch (their scores, where softmax is taken of them) are kept, block after
// block, and read again to be ranked.
import { clearChunk, scoresInPlace, sumsOfBlock, targetsOfBlock } from './class-pass';
import { endOfActive, entryOf, logitsOfBlock } from './label-pass';
import { activeEntry, lossOfPanel } from './losses';
import { laneOffset, laneRowBytes, lanesOf, panelOffset } from './rows';
import { BatchShape, ChunkResult, ClassPass, LabelPass, LossRule, ScorePass } from './structs';
import { largestLane } from './update';

/** Phase: the logits of a chunk of labels, their loss, and how often each label is predicted. */
export function scorePass(params: usize, chunk: i32, thread: i32): void {
  const pass = changetype<ScorePass>(params);
  const labels = changetype<LabelPass>(pass.labels);
  const batch = changetype<BatchShape>(labels.batch);
  const lanes = lanesOf(batch);
  const classes = changetype<ClassPass>(pass.classes);
  if (pass.classes != 0) clearChunk(classes, lanes, chunk);
  let active = load<i32>(labels.activeStarts + (<usize>chunk << 2));
  let largest = i32x4.splat(0);
  let total: f64 = 0;
  const end = min((chunk + 1) * labels.chunkRows, labels.numLabels);
  for (let first = chunk * labels.chunkRows; first < end; first += labels.blockRows) {
    const rows = min(labels.blockRows, end - first);
    const z = pass.scores + <usize>first * (<usize>lanes << 2);
    logitsOfBlock(labels, batch, first, rows, z, thread);
    const activeFrom = active;
    active = endOfActive(labels, chunk, active, first + rows);
    if (pass.classes != 0) scoresInPlace(classes, rows, z);
    largest = i32x4.max_s(largest, countPredictions(pass, batch, first, rows, z));
    if (pass.hasLoss == 0) continue;
    const scratch = labels.scratch + <usize>thread * labels.scratchBytes;
    if (pass.classes == 0) {
      total += lossOfBlock(labels, batch, first, rows, z, scratch, activeFrom, active);
    } else {
      total += sumsOfBlock(classes, chunk, first, rows, z, scratch, true);
      total += targetsOfBlock(classes, first, rows, z, activeFrom, active, true);
    }
  }
  const result = changetype<ChunkResult>(labels.results + <usize>chunk * offsetof<ChunkResult>());
  store<f64>(changetype<usize>(result), total);
  result.largest = largestLane(largest);
}

/** Counts the examples that predict each label of a block; gives back the largest absolute logits, NaN where one is NaN. */
function countPredictions(pass: ScorePass, batch: BatchShape, first: i32, rows: i32, z: usize): v128 {
  const lanes = lanesOf(batch);
  const bar = f32x4.splat(pass.bar);
  // Only the last four lanes may have some without example. These hold the bias, and are left out.
  const filled = i32x4.gt_s(i32x4.splat(4 - (lanes - batch.examples)), i32x4(0, 1, 2, 3));
  const last = batch.panels16 + batch.panels4 - 1;
  let largest = i32x4.splat(0);
  for (let row: i32 = 0; row < rows; row++) {
    let minusCounts = i32x4.splat(0);
    for (let p: i32 = 0; p <= last; p++) {
      const rowBytes: usize = p < batch.panels16 ? 64 : 16;
      let at = z + panelOffset(batch, p, rows) + <usize>row * rowBytes;
      for (const end = at + rowBytes; at < end; at += 16) {
        let logits = v128.load(at);
        let isAtLeast = f32x4.ge(logits, bar);
        if (p == last && at + 16 == end) {
          logits = v128.and(logits, filled);
          isAtLeast = v128.and(isAtLeast, filled);
        }
        // As whole numbers, absolute values have the same order, with NaN above all: one instruction in place of seven.
        largest = i32x4.max_s(largest, f32x4.abs(logits));
        minusCounts = i32x4.add(minusCounts, isAtLeast);
      }
    }
    const count =
      i32x4.extract_lane(minusCounts, 0) +
      i32x4.extract_lane(minusCounts, 1) +
      (i32x4.extract_lane(minusCounts, 2) + i32x4.extract_lane(minusCounts, 3));
    store<u32>(pass.labelPredictions + (<usize>labelAt(pass, first + row) << 2), -count);
  }
  return largest;
}

// @ts-ignore: decorator
@inline
function labelAt(pass: ScorePass, position: i32): u32 {
  return pass.labelOf == 0 ? position : load<u32>(pass.labelOf + (<usize>position << 2));
}

/** The loss of a block of logits, which stay as they are: the derivatives take the places of a copy. */
function lossOfBlock(
  labels: LabelPass,
  batch: BatchShape,
  first: i32,
  rows: i32,
  z: usize,
  copy: usize,
  activeFrom: i32,
  activeEnd: i32,
): f64 {
  const loss = changetype<LossRule>(labels.loss);
  const lanes = lanesOf(batch);
  memory.copy(copy, z, <usize>rows * (<usize>lanes << 2));
  let total: f64 = 0;
  for (let p: i32 = 0; p < batch.panels16 + batch.panels4; p++) {
    const isLast = p == batch.panels16 + batch.panels4 - 1;
    total += lossOfPanel(
      copy + panelOffset(batch, p, rows),
      rows,
      p < batch.panels16 ? 16 : 4,
      isLast ? 4 - (lanes - batch.examples) : 4,
      loss,
      loss.labelWeights == 0 ? 0 : loss.labelWeights + (<usize>first << 2),
    );
  }
  for (let i = activeFrom; i < activeEnd; i++) {
    const position = load<i32>(labels.activePositions + (<usize>i << 2));
    const weight: f32 = loss.labelWeights == 0 ? 1 : load<f32>(loss.labelWeights + (<usize>position << 2));
    const logit = load<f32>(entryOf(labels, batch, z, first, rows, i));
    total += activeEntry(logit, loss, weight, copy);
  }
  return total;
}

/** Phase: the logits of a chunk of labels, as rows. */
export function logitsToRows(params: usize, chunk: i32, thread: i32): void {
  const pass = changetype<ScorePass>(params);
  const labels = changetype<LabelPass>(pass.labels);
  const batch = changetype<BatchShape>(labels.batch);
  const lanes = lanesOf(batch);
  const rowBytes = <usize>labels.numLabels << 2;
  const end = min((chunk + 1) * labels.chunkRows, labels.numLabels);
  for (let first = chunk * labels.chunkRows; first < end; first += labels.blockRows) {
    const rows = min(labels.blockRows, end - first);
    const z = pass.scores + <usize>first * (<usize>lanes << 2);
    for (let example: i32 = 0; example < batch.examples; example++) {
      let from = z + laneOffset(batch, example, rows);
      const step = laneRowBytes(batch, example);
      const to = pass.rows + <usize>example * rowBytes;
      for (let position = first; position < first + rows; position++) {
        store<f32>(to + (<usize>labelAt(pass, position) << 2), load<f32>(from));
        from += step;
      }
    }
  }
}

/**
 * Phase: one panel of examples and one segment of labels. Of each example the k best labels of the segment (lower labels
 * first where logits are equal), and for each slot how many logits of the segment are at least its number.
 */
export function rankPass(params: usize, chunk: i32, thread: i32): void {
  const pass = changetype<ScorePass>(params);
  const labels = changetype<LabelPass>(pass.labels);
  const batch = changetype<BatchShape>(labels.batch);
  const lanes = lanesOf(batch);
  const panel = chunk / pass.numSegments;
  const segment = chunk % pass.numSegments;
  const width: i32 = panel < batch.panels16 ? 16 : 4;
  const firstLane = panel < batch.panels16 ? panel << 4 : (batch.panels16 << 4) + ((panel - batch.panels16) << 2);
  const lists = <usize>(segment * lanes + firstLane) * (<usize>pass.k << 2);
  // The k-th best logit so far of each lane.
  const bars = labels.scratch + <usize>thread * labels.scratchBytes;
  emptyLists(pass, lists, width, batch.examples - firstLane, bars);
  const numSlots = load<i32>(pass.slotStarts + (<usize>lanes));
  const counts = pass.slotCounts + <usize>(segment * numSlots) * 16;
  const firstSlot = load<i32>(pass.slotStarts + <usize>firstLane);
  const endSlot = load<i32>(pass.slotStarts + <usize>(firstLane + width));
  memory.fill(counts + <usize>firstSlot * 16, 0, <usize>(endSlot - firstSlot) * 16);

  const end = min((segment + 1) * pass.segmentRows, labels.numLabels);
  for (let first = segment * pass.segmentRows; first < end; first += labels.blockRows) {
    const rows = min(labels.blockRows, end - first);
    const z =
      pass.scores + <usize>first * (<usize>lanes << 2) + panelOffset(batch, panel, rows);
    if (pass.k > 0) {
      if (width == 16) rankRows(pass, first, rows, z, lists, bars, 16);
      else rankRows(pass, first, rows, z, lists, bars, 4);
    }
    for (let lane: i32 = 0; lane < width; lane += 4) {
      const slots = pass.slotStarts + <usize>(firstLane + lane);
      const rowBytes = <usize>width << 2;
      countSlots(pass, z + (<usize>lane << 2), rowBytes, rows, load<i32>(slots), load<i32>(slots, 4), counts);
    }
  }
}

function emptyLists(pass: ScorePass, lists: usize, width: i32, filled: i32, bars: usize): void {
  for (let i: i32 = 0; i < width * pass.k; i++) {
    const at = lists + (<usize>i << 2);
    store<f32>(pass.topScores + at, -Infinity);
    store<u32>(pass.topLabels + at, u32.MAX_VALUE);
  }
  // Nothing is at least NaN, so that lanes without example cost nothing.
  for (let lane: i32 = 0; lane < width; lane++) {
    store<f32>(bars + (<usize>lane << 2), lane < filled ? -Infinity : NaN);
  }
}

/** Puts what is good enough of a panel's block into the lists; most logits cost one comparison, four at a time. */
// @ts-ignore: decorator
@inline
function rankRows(
  pass: ScorePass,
  first: i32,
  rows: i32,
  z: usize,
  lists: usize,
  bars: usize,
  width: i32,
): void {
  for (let row: i32 = 0; row < rows; row++) {
    const at = z + <usize>row * (<usize>width << 2);
    let isGood = f32x4.ge(v128.load(at), v128.load(bars));
    if (width == 16) {
      const second = f32x4.ge(v128.load(at, 16), v128.load(bars, 16));
      const third = f32x4.ge(v128.load(at, 32), v128.load(bars, 32));
      const fourth = f32x4.ge(v128.load(at, 48), v128.load(bars, 48));
      isGood = v128.or(v128.or(isGood, second), v128.or(third, fourth));
    }
    if (!v128.any_true(isGood)) continue;
    const label = labelAt(pass, first + row);
    for (let lane: i32 = 0; lane < width; lane++) {
      const offset = <usize>lane << 2;
      const logit = load<f32>(at + offset);
      if (logit >= load<f32>(bars + offset)) {
        store<f32>(bars + offset, insert(pass, lists + offset * <usize>pass.k, logit, label));
      }
    }
  }
}

/** Puts a label into a list if it is better than the last one; gives back the logit of the new last one. */
function insert(pass: ScorePass, list: usize, logit: f32, label: u32): f32 {
  const scores = pass.topScores + list;
  const labels = pass.topLabels + list;
  const last = <usize>(pass.k - 1) << 2;
  if (!isBetter(logit, label, load<f32>(scores + last), load<u32>(labels + last))) return load<f32>(scores + last);
  let at = last;
  while (at > 0 && isBetter(logit, label, load<f32>(scores + at - 4), load<u32>(labels + at - 4))) {
    store<f32>(scores + at, load<f32>(scores + at - 4));
    store<u32>(labels + at, load<u32>(labels + at - 4));
    at -= 4;
  }
  store<f32>(scores + at, logit);
  store<u32>(labels + at, label);
  return load<f32>(scores + last);
}

// @ts-ignore: decorator
@inline
function isBetter(logit: f32, label: u32, otherLogit: f32, otherLabel: u32): bool {
  return logit > otherLogit || (logit == otherLogit && label < otherLabel);
}

/** Adds up, for four lanes of a block, how many logits are at least the number of each slot. */
function countSlots(
  pass: ScorePass,
  z: usize,
  rowBytes: usize,
  rows: i32,
  firstSlot: i32,
  endSlot: i32,
  counts: usize,
): void {
  let slot = firstSlot;
  const end = z + <usize>rows * rowBytes;
  for (; slot + 4 <= endSlot; slot += 4) {
    const bars = pass.slotBars + <usize>slot * 16;
    const at = counts + <usize>slot * 16;
    const bar0 = v128.load(bars);
    const bar1 = v128.load(bars, 16);
    const bar2 = v128.load(bars, 32);
    const bar3 = v128.load(bars, 48);
    let count0 = v128.load(at);
    let count1 = v128.load(at, 16);
    let count2 = v128.load(at, 32);
    let count3 = v128.load(at, 48);
    for (let from = z; from < end; from += rowBytes) {
      const logits = v128.load(from);
      // A comparison that holds is -1.
      count0 = i32x4.sub(count0, f32x4.ge(logits, bar0));
      count1 = i32x4.sub(count1, f32x4.ge(logits, bar1));
      count2 = i32x4.sub(count2, f32x4.ge(logits, bar2));
      count3 = i32x4.sub(count3, f32x4.ge(logits, bar3));
    }
    v128.store(at, count0);
    v128.store(at, count1, 16);
    v128.store(at, count2, 32);
    v128.store(at, count3, 48);
  }
  for (; slot < endSlot; slot++) {
    const at = counts + <usize>slot * 16;
    const bar = v128.load(pass.slotBars + <usize>slot * 16);
    let count = v128.load(at);
    for (let from = z; from < end; from += rowBytes) {
      count = i32x4.sub(count, f32x4.ge(v128.load(from), bar));
    }
    v128.store(at, count);
  }
}
