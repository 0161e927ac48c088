// The steps of an LSTM layer. In each step the units are independent: a chunk is a stretch of them, for all examples of the
// batch. Examples lie in SIMD lanes, in panels [units][16] and, for what is left of the batch, [units][4]; the rows of the
// tensors are turned into panels and back on the way, which is little beside the product with the recurrent weights.
import { madd } from '../simd/madd';
import { sigmoid, tanh } from '../simd/math';
import {
  addProduct4,
  addProduct16,
  addTransposedProduct4,
  addTransposedProduct16,
} from '../training/products';
import { LstmGradient, LstmSteps } from './structs';

/** Rows of weights that are walked down at once in a transposed product: they and their panel stay in the first-level cache. */
const blockRows: i32 = 64;

/** Lanes of the panel that begins at a lane. */
// @ts-ignore: decorator
@inline
function widthAt(lane: i32, batch: i32): i32 {
  return lane + 16 <= batch ? 16 : 4;
}

/** Phase of one chunk: the hidden state before the first step, as panels. */
export function lstmBegin(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<LstmSteps>(params);
  allRowsToPanels(p.initialHidden, p.batch, p.units, p.panels);
}

/** Phase: the units of one chunk in one step. */
export function lstmStep(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<LstmSteps>(params);
  const units = p.units;
  const first = chunk * p.chunkUnits;
  const count = min(p.chunkUnits, units - first);
  const rowBytes = <usize>units << 2;
  const gateBytes = rowBytes << 2;
  const before = p.panels + <usize>(p.step & 1) * p.panelBytes;
  const after = p.panels + <usize>((p.step + 1) & 1) * p.panelBytes;
  for (let lane: i32 = 0; lane < p.batch; ) {
    const width = widthAt(lane, p.batch);
    const filled = min(width, p.batch - lane);
    const panelBytes = <usize>(count * width) << 2;
    const row = <usize>(p.step * p.batch + lane);
    const a = p.scratch + <usize>thread * p.scratchBytes;
    const c = a + 4 * panelBytes;
    const place = (<usize>first << 2) + row * rowBytes;
    const gatePlace = (<usize>first << 2) + row * gateBytes;
    const x = before + <usize>(units * lane) * 4;
    for (let gate: i32 = 0; gate < 4; gate++) {
      const to = a + <usize>gate * panelBytes;
      rowsToPanel(p.gates + gatePlace + <usize>gate * rowBytes, gateBytes, filled, count, to, width);
      const weights = p.recurrent + <usize>(gate * units + first) * rowBytes;
      if (width == 16) addProduct16(weights, rowBytes, count, units, x, to);
      else addProduct4(weights, rowBytes, count, units, x, to);
    }
    rowsToPanel(cellBefore(p.step, p.batch, p.cells, p.initialCell, place, rowBytes), rowBytes, filled, count, c, width);
    const h = after + (<usize>(units * lane + first * width) << 2);
    for (let at: usize = 0; at < panelBytes; at += 16) {
      const own = a + at;
      const i = sigmoid(v128.load(own));
      const f = sigmoid(v128.load(own + panelBytes));
      const g = tanh(v128.load(own + 2 * panelBytes));
      const o = sigmoid(v128.load(own + 3 * panelBytes));
      const cell = madd(f, v128.load(c + at), f32x4.mul(i, g));
      v128.store(own, i);
      v128.store(own + panelBytes, f);
      v128.store(own + 2 * panelBytes, g);
      v128.store(own + 3 * panelBytes, o);
      v128.store(c + at, cell);
      v128.store(h + at, f32x4.mul(o, tanh(cell)));
    }
    for (let gate: i32 = 0; gate < 4; gate++) {
      const to = p.activations + gatePlace + <usize>gate * rowBytes;
      panelToRows(a + <usize>gate * panelBytes, width, filled, count, to, gateBytes);
    }
    panelToRows(c, width, filled, count, p.cells + place, rowBytes);
    panelToRows(h, width, filled, count, p.hidden + place, rowBytes);
    lane += width;
  }
}

/** Where the cells of the step before are for the rows and units that begin at `place`. */
// @ts-ignore: decorator
@inline
function cellBefore(step: i32, batch: i32, cells: usize, initial: usize, place: usize, rowBytes: usize): usize {
  return step == 0 ? initial + place : cells + place - <usize>batch * rowBytes;
}

/** Phase of one chunk: the gradient of the last cells, as panels. */
export function lstmGradientBegin(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<LstmGradient>(params);
  allRowsToPanels(p.dFinalCell, p.batch, p.units, p.dCell);
}

/** Phase: the units of one chunk in one step backwards. */
export function lstmGradientStep(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<LstmGradient>(params);
  const units = p.units;
  const first = chunk * p.chunkUnits;
  const count = min(p.chunkUnits, units - first);
  const rowBytes = <usize>units << 2;
  const gateBytes = rowBytes << 2;
  const later = p.panels + <usize>((p.step + 1) & 1) * p.panelBytes;
  const own = p.panels + <usize>(p.step & 1) * p.panelBytes;
  const one = f32x4.splat(1);
  for (let lane: i32 = 0; lane < p.batch; ) {
    const width = widthAt(lane, p.batch);
    const filled = min(width, p.batch - lane);
    const panelBytes = <usize>(count * width) << 2;
    const row = <usize>(p.step * p.batch + lane);
    const activations = p.scratch + <usize>thread * p.scratchBytes;
    const c = activations + 4 * panelBytes;
    const cBefore = c + panelBytes;
    const dh = cBefore + panelBytes;
    const place = (<usize>first << 2) + row * rowBytes;
    const gatePlace = (<usize>first << 2) + row * gateBytes;
    rowsToPanel(p.dHidden + place, rowBytes, filled, count, dh, width);
    if (p.step < p.numSteps - 1) addLater(p, first, count, later + <usize>(4 * units * lane) * 4, width, dh);
    for (let gate: i32 = 0; gate < 4; gate++) {
      const from = p.activations + gatePlace + <usize>gate * rowBytes;
      rowsToPanel(from, gateBytes, filled, count, activations + <usize>gate * panelBytes, width);
    }
    rowsToPanel(p.cells + place, rowBytes, filled, count, c, width);
    const from = cellBefore(p.step, p.batch, p.cells, p.initialCell, place, rowBytes);
    rowsToPanel(from, rowBytes, filled, count, cBefore, width);
    const dCell = p.dCell + (<usize>(units * lane + first * width) << 2);
    const dGates = own + (<usize>(4 * units * lane + first * width) << 2);
    const gateStride = <usize>(units * width) << 2;
    for (let at: usize = 0; at < panelBytes; at += 16) {
      const from = activations + at;
      const i = v128.load(from);
      const f = v128.load(from + panelBytes);
      const g = v128.load(from + 2 * panelBytes);
      const o = v128.load(from + 3 * panelBytes);
      const dHidden = v128.load(dh + at);
      const tanhCell = tanh(v128.load(c + at));
      const byHidden = f32x4.mul(o, f32x4.sub(one, f32x4.mul(tanhCell, tanhCell)));
      const total = madd(dHidden, byHidden, v128.load(dCell + at));
      const to = dGates + at;
      v128.store(to, f32x4.mul(f32x4.mul(total, g), slope(i)));
      v128.store(to + gateStride, f32x4.mul(f32x4.mul(total, v128.load(cBefore + at)), slope(f)));
      v128.store(
        to + 2 * gateStride,
        f32x4.mul(f32x4.mul(total, i), f32x4.sub(one, f32x4.mul(g, g))),
      );
      v128.store(to + 3 * gateStride, f32x4.mul(f32x4.mul(dHidden, tanhCell), slope(o)));
      v128.store(dCell + at, f32x4.mul(total, f));
    }
    for (let gate: i32 = 0; gate < 4; gate++) {
      const to = p.dGates + gatePlace + <usize>gate * rowBytes;
      panelToRows(dGates + <usize>gate * gateStride, width, filled, count, to, gateBytes);
    }
    if (p.step == 0) panelToRows(dCell, width, filled, count, p.dInitialCell + place, rowBytes);
    lane += width;
  }
}

/** x (1 - x). */
// @ts-ignore: decorator
@inline
function slope(x: v128): v128 {
  return f32x4.mul(x, f32x4.sub(f32x4.splat(1), x));
}

/** dh += recurrentᵀ dGates of the step after, for some units of one panel. */
function addLater(p: LstmGradient, first: i32, count: i32, dGates: usize, width: i32, dh: usize): void {
  const rows = 4 * p.units;
  const rowBytes = <usize>p.units << 2;
  for (let row: i32 = 0; row < rows; row += blockRows) {
    const some = min(blockRows, rows - row);
    const weights = p.recurrent + <usize>row * rowBytes + (<usize>first << 2);
    const from = dGates + (<usize>(row * width) << 2);
    if (width == 16) addTransposedProduct16(weights, rowBytes, some, count, from, dh);
    else addTransposedProduct4(weights, rowBytes, some, count, from, dh);
  }
}

/** Rows [batch][cols] as panels. */
function allRowsToPanels(rows: usize, batch: i32, cols: i32, panels: usize): void {
  const rowBytes = <usize>cols << 2;
  for (let lane: i32 = 0; lane < batch; ) {
    const width = widthAt(lane, batch);
    const from = rows + <usize>lane * rowBytes;
    rowsToPanel(from, rowBytes, min(width, batch - lane), cols, panels + (<usize>(cols * lane) << 2), width);
    lane += width;
  }
}

/** Puts columns of some rows side by side: a panel [cols][width], 0 in the lanes that have no row. */
function rowsToPanel(from: usize, rowBytes: usize, filled: i32, cols: i32, to: usize, width: i32): void {
  const laneBytes = <usize>width << 2;
  for (let lane: i32 = 0; lane < width; lane += 4) {
    const rows = from + <usize>lane * rowBytes;
    const column = to + (<usize>lane << 2);
    const some = min(4, filled - lane);
    let col: i32 = 0;
    if (some == 4) {
      for (; col + 4 <= cols; col += 4) {
        turn(rows + (<usize>col << 2), rowBytes, column + <usize>col * laneBytes, laneBytes);
      }
    }
    for (; col < cols; col++) {
      const at = column + <usize>col * laneBytes;
      v128.store(at, f32x4.splat(0));
      for (let i: i32 = 0; i < some; i++) {
        store<f32>(at + (<usize>i << 2), load<f32>(rows + <usize>i * rowBytes + (<usize>col << 2)));
      }
    }
  }
}

/** The inverse of {@link rowsToPanel}. */
function panelToRows(from: usize, width: i32, filled: i32, cols: i32, to: usize, rowBytes: usize): void {
  const laneBytes = <usize>width << 2;
  for (let lane: i32 = 0; lane < width; lane += 4) {
    const rows = to + <usize>lane * rowBytes;
    const column = from + (<usize>lane << 2);
    const some = min(4, filled - lane);
    let col: i32 = 0;
    if (some == 4) {
      for (; col + 4 <= cols; col += 4) {
        turn(column + <usize>col * laneBytes, laneBytes, rows + (<usize>col << 2), rowBytes);
      }
    }
    for (; col < cols; col++) {
      const at = column + <usize>col * laneBytes;
      for (let i: i32 = 0; i < some; i++) {
        store<f32>(rows + <usize>i * rowBytes + (<usize>col << 2), load<f32>(at + (<usize>i << 2)));
      }
    }
  }
}

/** Turns a square of 4 x 4. */
// @ts-ignore: decorator
@inline
function turn(from: usize, fromBytes: usize, to: usize, toBytes: usize): void {
  const x0 = v128.load(from);
  const x1 = v128.load(from + fromBytes);
  const x2 = v128.load(from + 2 * fromBytes);
  const x3 = v128.load(from + 3 * fromBytes);
  const low01 = i32x4.shuffle(x0, x1, 0, 4, 1, 5);
  const high01 = i32x4.shuffle(x0, x1, 2, 6, 3, 7);
  const low23 = i32x4.shuffle(x2, x3, 0, 4, 1, 5);
  const high23 = i32x4.shuffle(x2, x3, 2, 6, 3, 7);
  v128.store(to, i64x2.shuffle(low01, low23, 0, 2));
  v128.store(to + toBytes, i64x2.shuffle(low01, low23, 1, 3));
  v128.store(to + 2 * toBytes, i64x2.shuffle(high01, high23, 0, 2));
  v128.store(to + 3 * toBytes, i64x2.shuffle(high01, high23, 1, 3));
}
