// The rows of a batch as panels, and the gradient of the panels as rows.
import { bagIndex } from './bag';
import { dropoutFactors } from './dropout';
import { laneOffset, laneRowBytes, lanesOf } from './rows';
import { BatchShape, ChunkResult, Dropout, InputGradient, InputPass } from './structs';
import { largestLane } from './update';

/** Where the panel of features that has column `col` begins (a multiple of 4), in bytes: 16 columns, or 4 at the end. */
// @ts-ignore: decorator
@inline
export function columnOffset(cols: i32, lanes: i32, col: i32): usize {
  const stride = (cols + 3) & ~3;
  const inFull = stride & ~15;
  return col < inFull
    ? <usize>(col & ~15) * (<usize>lanes << 2) + (<usize>(col & 15) << 2)
    : <usize>col * (<usize>lanes << 2);
}

/** Bytes between two examples in the panel of features that has column `col`. */
// @ts-ignore: decorator
@inline
export function columnRowBytes(cols: i32, col: i32): usize {
  return col < (((cols + 3) & ~3) & ~15) ? 64 : 16;
}

/** Phase: a chunk of columns, with dropout. Where there are bags, chunk 0 is their index, and the columns follow. */
export function loadInputs(params: usize, chunk: i32, thread: i32): void {
  const pass = changetype<InputPass>(params);
  if (pass.bagIndex != 0) {
    if (chunk == 0) return bagIndex(pass.bagIndex);
    chunk--;
  }
  const batch = changetype<BatchShape>(pass.batch);
  const dropout = changetype<Dropout>(pass.dropout);
  const lanes = lanesOf(batch);
  const cols = pass.cols;
  const end = min((chunk + 1) * pass.chunkCols, cols);
  const rowBytes = <usize>pass.rowStride << 2;
  let largest = f32x4.splat(0);
  for (let col = chunk * pass.chunkCols; col < end; col += 4) {
    const count = min(4, cols - col);
    const mask = i32x4.gt_s(i32x4.splat(count), i32x4(0, 1, 2, 3));
    const to = pass.columns + columnOffset(cols, lanes, col);
    const step = columnRowBytes(cols, col);
    for (let example: i32 = 0; example < lanes; example++) {
      let entries = f32x4.splat(0);
      if (example < batch.examples) {
        // The last columns of the last row may lie at the end of the memory's area: what follows is only masked away.
        entries = v128.and(v128.load(pass.rows + <usize>example * rowBytes + (<usize>col << 2)), mask);
        if (dropout.isOn) {
          const number = i32x4.add(i32x4.splat(example * cols + col), i32x4(0, 1, 2, 3));
          entries = f32x4.mul(entries, dropoutFactors(dropout, number));
        }
      }
      largest = f32x4.max(largest, f32x4.abs(entries));
      v128.store(to + <usize>example * step, entries);
    }
    transposeColumns(batch, cols, col, count, to, step, pass.panels);
  }
  changetype<ChunkResult>(pass.results + <usize>chunk * offsetof<ChunkResult>()).largest =
    largestLane(largest);
}

/** Four columns of a panel of features as four rows of the panels. */
function transposeColumns(
  batch: BatchShape,
  inner: i32,
  col: i32,
  count: i32,
  from: usize,
  step: usize,
  panels: usize,
): void {
  const lanes = lanesOf(batch);
  for (let example: i32 = 0; example < lanes; example += 4) {
    const at = from + <usize>example * step;
    const a = v128.load(at);
    const b = v128.load(at + step);
    const c = v128.load(at + 2 * step);
    const d = v128.load(at + 3 * step);
    const ab0 = i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
    const cd0 = i8x16.shuffle(c, d, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
    const ab1 = i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
    const cd1 = i8x16.shuffle(c, d, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
    const rowBytes = laneRowBytes(batch, example);
    const to = panels + laneOffset(batch, example, inner) + <usize>col * rowBytes;
    v128.store(to, i8x16.shuffle(ab0, cd0, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
    if (count > 1) {
      v128.store(
        to + rowBytes,
        i8x16.shuffle(ab0, cd0, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
      );
    }
    if (count > 2) {
      v128.store(
        to + 2 * rowBytes,
        i8x16.shuffle(ab1, cd1, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
      );
    }
    if (count > 3) {
      v128.store(
        to + 3 * rowBytes,
        i8x16.shuffle(ab1, cd1, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
      );
    }
  }
}

/**
 * Rows [firstRow, firstRow + rows) of panels [inner][lanes] as columns of the panels of features, which begin with row
 * `offset`; what is missing to a multiple of four columns is 0.
 */
export function panelsToColumns(
  batch: BatchShape,
  panels: usize,
  inner: i32,
  firstRow: i32,
  rows: i32,
  columns: usize,
  offset: i32,
): void {
  const lanes = lanesOf(batch);
  const cols = inner - offset;
  const end = firstRow + rows == inner ? offset + ((cols + 3) & ~3) : firstRow + rows;
  for (let row = max(firstRow, offset); row < end; row++) {
    const col = row - offset;
    const to = columns + columnOffset(cols, lanes, col & ~3) + (<usize>(col & 3) << 2);
    const step = columnRowBytes(cols, col & ~3);
    for (let example: i32 = 0; example < lanes; example++) {
      const from = panels + laneOffset(batch, example, inner) + <usize>row * laneRowBytes(batch, example);
      store<f32>(to + <usize>example * step, row < inner ? load<f32>(from) : 0);
    }
  }
}

/** Phase: the gradient of a chunk of columns, as rows. */
export function inputGradient(params: usize, chunk: i32, thread: i32): void {
  const pass = changetype<InputGradient>(params);
  const batch = changetype<BatchShape>(pass.batch);
  const dropout = changetype<Dropout>(pass.dropout);
  const cols = pass.cols;
  const end = min((chunk + 1) * pass.chunkCols, cols);
  for (let col = chunk * pass.chunkCols; col < end; col++) {
    for (let example: i32 = 0; example < batch.examples; example++) {
      let from =
        pass.upstream + laneOffset(batch, example, cols) + <usize>col * laneRowBytes(batch, example);
      let sum: f32 = 0;
      for (let i: i32 = 0; i < pass.upstreamCount; i++) {
        sum += load<f32>(from);
        from += pass.upstreamBytes;
      }
      if (dropout.isOn) {
        sum *= f32x4.extract_lane(dropoutFactors(dropout, i32x4.splat(example * cols + col)), 0);
      }
      store<f32>(pass.rowGradients + (<usize>(example * pass.rowStride + col) << 2), sum);
    }
  }
}
