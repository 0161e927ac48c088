// A layer's block of rows against all panels of a batch: the products of products.ts, panel after panel.
import {
  addProduct4,
  addProduct16,
  addTransposedProduct4,
  addTransposedProduct16,
  gradient4,
  gradient16,
} from './products';
import { BatchShape, Trained, UpdateRule } from './structs';
import { sumOfSquares, update, updateLater, updateNone } from './update';

/** Lanes of all panels. */
// @ts-ignore: decorator
@inline
export function lanesOf(batch: BatchShape): i32 {
  return (batch.panels16 << 4) + (batch.panels4 << 2);
}

/** Bytes of the panels of `inner` rows that come before panel number `panel`. */
// @ts-ignore: decorator
@inline
export function panelOffset(batch: BatchShape, panel: i32, inner: i32): usize {
  const full = min(panel, batch.panels16);
  return <usize>inner * ((<usize>full << 6) + (<usize>(panel - full) << 4));
}

/** Where the entry of one example is in the panels of `inner` rows, in bytes, for row 0; `rowBytes` of its panel. */
// @ts-ignore: decorator
@inline
export function laneOffset(batch: BatchShape, example: i32, inner: i32): usize {
  const inFull = batch.panels16 << 4;
  return example < inFull
    ? panelOffset(batch, example >> 4, inner) + (<usize>(example & 15) << 2)
    : panelOffset(batch, batch.panels16 + ((example - inFull) >> 2), inner) + (<usize>(example & 3) << 2);
}

// @ts-ignore: decorator
@inline
export function laneRowBytes(batch: BatchShape, example: i32): usize {
  return example < batch.panels16 << 4 ? 64 : 16;
}

/**
 * Z += W X[firstCol …] for all panels.
 *
 * @param x panels of `inner` rows
 * @param firstCol which of these rows belongs to the first column of W
 * @param z panels of `rows` rows
 */
export function addRows(
  batch: BatchShape,
  w: usize,
  rowBytes: usize,
  rows: i32,
  cols: i32,
  x: usize,
  inner: i32,
  firstCol: i32,
  z: usize,
): void {
  for (let p: i32 = 0; p < batch.panels16 + batch.panels4; p++) {
    const from = x + panelOffset(batch, p, inner);
    const to = z + panelOffset(batch, p, rows);
    if (p < batch.panels16) addProduct16(w, rowBytes, rows, cols, from + (<usize>firstCol << 6), to);
    else addProduct4(w, rowBytes, rows, cols, from + (<usize>firstCol << 4), to);
  }
}

/** dX[firstCol …] += Wᵀ dZ for all panels; the arguments are those of {@link addRows}. */
export function addTransposedRows(
  batch: BatchShape,
  w: usize,
  rowBytes: usize,
  rows: i32,
  cols: i32,
  dz: usize,
  dx: usize,
  inner: i32,
  firstCol: i32,
): void {
  for (let p: i32 = 0; p < batch.panels16 + batch.panels4; p++) {
    const from = dz + panelOffset(batch, p, rows);
    const to = dx + panelOffset(batch, p, inner);
    if (p < batch.panels16) {
      addTransposedProduct16(w, rowBytes, rows, cols, from, to + (<usize>firstCol << 6));
    } else {
      addTransposedProduct4(w, rowBytes, rows, cols, from, to + (<usize>firstCol << 4));
    }
  }
}

// What updates leave behind besides the new values.
export let largestUpdated: f32 = 0;
export let squaresOfGradient: f64 = 0;

export function clearUpdateResults(): void {
  largestUpdated = 0;
  squaresOfGradient = 0;
}

/** The gradient dZ Xᵀ of a block of rows, and its update; the arguments are those of {@link gradientOfRows}. */
export function updateRows(
  batch: BatchShape,
  trained: Trained,
  firstRow: i32,
  rows: i32,
  stride: i32,
  dz: usize,
  columns: usize,
  scratch: usize,
): void {
  const gradient = gradientOfRows(batch, trained, firstRow, rows, stride, dz, columns, scratch);
  if (gradient != 0) applyGradient(trained, firstRow * stride, gradient, rows * stride);
}

/**
 * The gradient dZ Xᵀ of a block of rows.
 *
 * @param columns X as panels of features: floor(stride / 16) panels [lanes][16], then panels [lanes][4]
 * @param firstRow of the block in the array
 * @param scratch room for [rows][stride]
 * @returns where it is; 0 where the array is frozen
 */
export function gradientOfRows(
  batch: BatchShape,
  trained: Trained,
  firstRow: i32,
  rows: i32,
  stride: i32,
  dz: usize,
  columns: usize,
  scratch: usize,
): usize {
  const rule = changetype<UpdateRule>(trained.rule);
  if (rule.kind == updateNone) return 0;
  const rowBytes = <usize>stride << 2;
  const gradient = rule.kind == updateLater ? trained.gradient + <usize>firstRow * rowBytes : scratch;
  const lanes = lanesOf(batch);
  let from = columns;
  let col: i32 = 0;
  for (; col + 16 <= stride; col += 16) {
    gradient16(dz, rows, batch.panels16, batch.panels4, from, gradient + (<usize>col << 2), rowBytes);
    from += <usize>lanes << 6;
  }
  for (; col < stride; col += 4) {
    gradient4(dz, rows, batch.panels16, batch.panels4, from, gradient + (<usize>col << 2), rowBytes);
    from += <usize>lanes << 4;
  }
  return gradient;
}

/**
 * The gradient Σ dZ of a block of biases, and its update.
 *
 * @param firstRow a multiple of 4
 * @param scratch room for rows rounded up to 4
 */
export function updateBias(
  batch: BatchShape,
  trained: Trained,
  firstRow: i32,
  rows: i32,
  dz: usize,
  scratch: usize,
): void {
  const rule = changetype<UpdateRule>(trained.rule);
  if (rule.kind == updateNone) return;
  const gradient = rule.kind == updateLater ? trained.gradient + (<usize>firstRow << 2) : scratch;
  const padded = (rows + 3) & ~3;
  memory.fill(gradient, 0, <usize>padded << 2);
  for (let row: i32 = 0; row < rows; row++) {
    store<f32>(gradient + (<usize>row << 2), sumOfRow(batch, dz, rows, row));
  }
  applyGradient(trained, firstRow, gradient, padded);
}

/** The sum of the lanes of one row of panels. */
export function sumOfRow(batch: BatchShape, panels: usize, rows: i32, row: i32): f32 {
  let sums = f32x4.splat(0);
  for (let p: i32 = 0; p < batch.panels16 + batch.panels4; p++) {
    const panel = panels + panelOffset(batch, p, rows);
    if (p < batch.panels16) {
      const from = panel + (<usize>row << 6);
      const left = f32x4.add(v128.load(from), v128.load(from, 16));
      const right = f32x4.add(v128.load(from, 32), v128.load(from, 48));
      sums = f32x4.add(sums, f32x4.add(left, right));
    } else {
      sums = f32x4.add(sums, v128.load(panel + (<usize>row << 4)));
    }
  }
  return (
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 1) +
    (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3))
  );
}

/**
 * Updates entries of an array with their gradient; one that is kept for later has its squares added up.
 *
 * @param first number of the first entry
 * @param gradient of these entries
 * @param count a multiple of 4
 */
export function applyGradient(trained: Trained, first: i32, gradient: usize, count: i32): void {
  const rule = changetype<UpdateRule>(trained.rule);
  if (rule.kind == updateLater) {
    squaresOfGradient += sumOfSquares(gradient, count);
    return;
  }
  const at = <usize>first << 2;
  const found = update(rule, trained.values + at, trained.first + at, trained.second + at, gradient, count);
  largestUpdated = max(largestUpdated, found);
}
