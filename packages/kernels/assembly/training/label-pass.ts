// One pass over the labels: while a block of rows is in the cache, its logits, the loss and its derivative, the gradient of
// the coefficients, the gradient of the rows and their update.
import { adjoint, forward } from '../pruned-dft';
import { activeEntry, lossOfPanel } from './losses';
import { free, gradientThroughRule, numbersOfRows, preventing, scaleRows, unit } from './row-rule';
import {
  addRows,
  addTransposedRows,
  applyGradient,
  clearUpdateResults,
  gradientOfRows,
  laneOffset,
  laneRowBytes,
  lanesOf,
  largestUpdated,
  panelOffset,
  squaresOfGradient,
  updateBias,
} from './rows';
import { BatchShape, ChunkResult, LabelPass, LossRule, Trained } from './structs';

/** Phase: the labels of one chunk. */
export function labelPass(params: usize, chunk: i32, thread: i32): void {
  const pass = changetype<LabelPass>(params);
  const batch = changetype<BatchShape>(pass.batch);
  const loss = changetype<LossRule>(pass.loss);
  const isTraining = pass.lossOnly == 0;
  const z = pass.scratch + <usize>thread * pass.scratchBytes;
  const lanes = lanesOf(batch);
  const gradients = z + <usize>pass.blockRows * (<usize>lanes << 2);
  const partial = pass.partials == 0 ? 0 : pass.partials + <usize>chunk * pass.partialBytes;
  if (partial != 0 && isTraining) memory.fill(partial, 0, <usize>pass.width * (<usize>lanes << 2));
  clearUpdateResults();

  let active = load<i32>(pass.activeStarts + (<usize>chunk << 2));
  let total: f64 = 0;
  const end = min((chunk + 1) * pass.chunkRows, pass.numLabels);
  for (let first = chunk * pass.chunkRows; first < end; first += pass.blockRows) {
    const rows = min(pass.blockRows, end - first);
    logitsOfBlock(pass, batch, first, rows, z, thread);

    // The logits of the active labels, before the derivatives take their places.
    const activeFrom = active;
    active = endOfActive(pass, chunk, active, first + rows);
    const saved = gradients;
    for (let i = activeFrom; i < active; i++) {
      store<f32>(saved + (<usize>(i - activeFrom) << 2), load<f32>(entryOf(pass, batch, z, first, rows, i)));
    }
    for (let p: i32 = 0; p < batch.panels16 + batch.panels4; p++) {
      const isLast = p == batch.panels16 + batch.panels4 - 1;
      total += lossOfPanel(
        z + panelOffset(batch, p, rows),
        rows,
        p < batch.panels16 ? 16 : 4,
        isLast ? 4 - (lanes - batch.examples) : 4,
        loss,
        loss.labelWeights == 0 ? 0 : loss.labelWeights + (<usize>first << 2),
      );
    }
    for (let i = activeFrom; i < active; i++) {
      const position = load<i32>(pass.activePositions + (<usize>i << 2));
      const weight: f32 =
        loss.labelWeights == 0 ? 1 : load<f32>(loss.labelWeights + (<usize>position << 2));
      const logit = load<f32>(saved + (<usize>(i - activeFrom) << 2));
      total += activeEntry(logit, loss, weight, entryOf(pass, batch, z, first, rows, i));
    }
    if (isTraining) backwardOfBlock(pass, batch, first, rows, z, gradients, partial, thread);
  }
  const result = changetype<ChunkResult>(pass.results + <usize>chunk * offsetof<ChunkResult>());
  store<f64>(changetype<usize>(result), total);
  store<f64>(changetype<usize>(result), squaresOfGradient, 8);
  result.largest = largestUpdated;
}

/** Where the active labels of a chunk end that are before a position, from number `active` on. */
// @ts-ignore: decorator
@inline
export function endOfActive(pass: LabelPass, chunk: i32, active: i32, position: i32): i32 {
  const end = load<i32>(pass.activeStarts + (<usize>chunk << 2), 4);
  while (active < end && load<i32>(pass.activePositions + (<usize>active << 2)) < position) active++;
  return active;
}

/** Where the logit of active label number i is. */
export function entryOf(pass: LabelPass, batch: BatchShape, z: usize, first: i32, rows: i32, i: i32): usize {
  const example = load<i32>(pass.activeExamples + (<usize>i << 2));
  const row = load<i32>(pass.activePositions + (<usize>i << 2)) - first;
  return z + laneOffset(batch, example, rows) + <usize>row * laneRowBytes(batch, example);
}

/** Z for the rows [first, first + rows): panels of `rows` rows. */
export function logitsOfBlock(
  pass: LabelPass,
  batch: BatchShape,
  first: i32,
  rows: i32,
  z: usize,
  thread: i32,
): void {
  const width = pass.width;
  const coefficients = pass.coefficients;
  if (pass.transform != 0) {
    const work = pass.transformScratch + <usize>thread * pass.scratchBytes;
    for (let p: i32 = 0; p < batch.panels16 + batch.panels4; p++) {
      const lanes = p < batch.panels16 ? 16 : 4;
      const from = coefficients + panelOffset(batch, p, width);
      forward(pass.transform, from, lanes, first, first + rows, z + panelOffset(batch, p, rows), work);
    }
  } else if (pass.rowRule == preventing) {
    const learned = changetype<Trained>(pass.learned).values;
    const rowBytes = <usize>pass.stride << 2;
    const numbers = pass.rowNumbers + (<usize>first << 2);
    numbersOfRows(preventing, learned + <usize>first * rowBytes, rowBytes, rows, numbers);
    spread(batch, numbers, rows, z);
  } else if (pass.bias != 0) {
    spread(batch, changetype<Trained>(pass.bias).values + (<usize>first << 2), rows, z);
  } else {
    memory.fill(z, 0, <usize>rows * (<usize>lanesOf(batch) << 2));
  }
  if (pass.fixed != 0) {
    const rowBytes = <usize>pass.fixedStride << 2;
    const weights = pass.fixed + <usize>first * rowBytes;
    addRows(batch, weights, rowBytes, rows, pass.fixedCols, coefficients, width, 0, z);
  }
  if (pass.learned != 0) {
    const rowBytes = <usize>pass.stride << 2;
    const weights = changetype<Trained>(pass.learned).values + <usize>first * rowBytes;
    addRows(batch, weights, rowBytes, rows, pass.cols, coefficients, width, width - pass.cols, z);
    if (pass.rowRule == unit) {
      const numbers = pass.rowNumbers + (<usize>first << 2);
      numbersOfRows(unit, weights, rowBytes, rows, numbers);
      scaleRows(batch, numbers, rows, z);
    }
  }
}

/** Puts one number per row into all lanes. */
export function spread(batch: BatchShape, values: usize, rows: i32, z: usize): void {
  for (let p: i32 = 0; p < batch.panels16 + batch.panels4; p++) {
    let to = z + panelOffset(batch, p, rows);
    for (let row: i32 = 0; row < rows; row++) {
      const value = v128.load32_splat(values + (<usize>row << 2));
      v128.store(to, value);
      if (p < batch.panels16) {
        v128.store(to, value, 16);
        v128.store(to, value, 32);
        v128.store(to, value, 48);
        to += 64;
      } else {
        to += 16;
      }
    }
  }
}

/**
 * From the derivatives by the logits of a block to the gradient of the coefficients, and the updates of the rows.
 *
 * @param dz panels of `rows` rows; may be changed
 * @param gradients room for a gradient of the rows
 * @param partial panels to which the gradient of the coefficients is added, or 0
 */
export function backwardOfBlock(
  pass: LabelPass,
  batch: BatchShape,
  first: i32,
  rows: i32,
  dz: usize,
  gradients: usize,
  partial: usize,
  thread: i32,
): void {
  const width = pass.width;
  const numbers = pass.rowNumbers + (<usize>first << 2);
  if (pass.rowRule == unit) scaleRows(batch, numbers, rows, dz);
  if (partial != 0) {
    if (pass.transform != 0) {
      const work = pass.transformScratch + <usize>thread * pass.scratchBytes;
      for (let p: i32 = 0; p < batch.panels16 + batch.panels4; p++) {
        const lanes = p < batch.panels16 ? 16 : 4;
        const to = partial + panelOffset(batch, p, width);
        adjoint(pass.transform, dz + panelOffset(batch, p, rows), lanes, first, first + rows, to, work);
      }
    }
    if (pass.fixed != 0) {
      const rowBytes = <usize>pass.fixedStride << 2;
      const weights = pass.fixed + <usize>first * rowBytes;
      addTransposedRows(batch, weights, rowBytes, rows, pass.fixedCols, dz, partial, width, 0);
    }
    if (pass.learned != 0) {
      // Before the update: the derivative is that of the weights which made the logits.
      const rowBytes = <usize>pass.stride << 2;
      const weights = changetype<Trained>(pass.learned).values + <usize>first * rowBytes;
      addTransposedRows(batch, weights, rowBytes, rows, pass.cols, dz, partial, width, width - pass.cols);
    }
  }
  if (pass.learned != 0) {
    const learned = changetype<Trained>(pass.learned);
    const stride = pass.stride;
    const gradient = gradientOfRows(batch, learned, first, rows, stride, dz, pass.learnedColumns, gradients);
    if (gradient != 0) {
      if (pass.rowRule != free) {
        const rowBytes = <usize>stride << 2;
        const weights = learned.values + <usize>first * rowBytes;
        gradientThroughRule(pass.rowRule, batch, weights, rowBytes, rows, numbers, dz, gradient);
      }
      applyGradient(learned, first * stride, gradient, rows * stride);
    }
  }
  if (pass.bias != 0) updateBias(batch, changetype<Trained>(pass.bias), first, rows, dz, gradients);
}
