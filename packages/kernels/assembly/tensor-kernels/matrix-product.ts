// C = op(A) op(B) in float32 for row-major matrices, either of which may be read transposed, for many pairs at once.
//
// C is cut into tiles; a chunk is one tile, or one stretch of the inner sum of a tile where there are too few tiles to
// share out. Within a chunk columns lie in SIMD lanes: 16 columns of B at a time are copied into a panel [inner][16] that
// stays in the first-level cache while all rows of the tile pass over it, two at a time. A is read where it lies.
//
// Two rows of four vectors: eight sums in flight hide the latency of a fused multiply-add, and with the four vectors of
// the panel and one entry of A they fit into the fifteen registers that V8 has to give. Three rows need seventeen.
import { madd } from '../simd/madd';
import { exponential } from '../simd/math';
import { MatrixProduct } from './structs';

/** Room for a panel of the longest inner stretch, 256. */
const panelBytes: usize = 16384;

const relu: i32 = 1;
const relu6: i32 = 2;
const leakyRelu: i32 = 3;
const sigmoid: i32 = 4;

/** Chunk: ((pair * rowTiles + rowTile) * colTiles + colTile) * splits + split. */
export function multiply(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<MatrixProduct>(params);
  const rowTiles = (p.rows + p.tileRows - 1) / p.tileRows;
  const colTiles = (p.cols + p.tileCols - 1) / p.tileCols;
  const split = chunk % p.splits;
  let rest = chunk / p.splits;
  const fromCol = (rest % colTiles) * p.tileCols;
  rest /= colTiles;
  const fromRow = (rest % rowTiles) * p.tileRows;
  const pair = rest / rowTiles;
  const toRow = min(fromRow + p.tileRows, p.rows);
  const toCol = min(fromCol + p.tileCols, p.cols);
  const fromInner = split * p.splitLength;
  const toInner = min(fromInner + p.splitLength, p.inner);

  const offsets = p.offsets + (<usize>pair << 3);
  const a = p.a + <usize>load<u32>(offsets);
  const b = p.b + <usize>load<u32>(offsets, 4);
  const panel = p.panels + <usize>thread * panelBytes;
  const rowBytes = <usize>p.cols << 2;
  const matrixBytes = <usize>p.rows * rowBytes;
  const c =
    p.splits == 1
      ? p.c + <usize>pair * matrixBytes
      : p.partial + (<usize>split * <usize>p.numPairs + <usize>pair) * matrixBytes;

  for (let k = fromInner; k < toInner; k += p.panelLength) {
    const length = min(p.panelLength, toInner - k);
    const aBlock = a + <usize>k * p.aColBytes;
    const bBlock = b + <usize>k * p.bRowBytes;
    const isFirst = k == fromInner && (p.accumulates == 0 || p.splits > 1);
    if (p.aRowBytes == 4) fetch(aBlock + (<usize>fromRow << 2), p.aColBytes, toRow - fromRow, length);
    let col = fromCol;
    for (; col + 16 <= toCol; col += 16) {
      pack16(bBlock + <usize>col * p.bColBytes, p.bRowBytes, p.bColBytes, length, panel);
      const to = c + (<usize>col << 2) + <usize>fromRow * rowBytes;
      const from = aBlock + <usize>fromRow * p.aRowBytes;
      if (p.aColBytes == 4) {
        rowsTimesPanel(from, p.aRowBytes, toRow - fromRow, length, panel, to, rowBytes, isFirst);
      } else {
        columnsTimesPanel(from, p.aColBytes, toRow - fromRow, length, panel, to, rowBytes, isFirst);
      }
    }
    for (; col < toCol; col += 4) {
      const lanes = min(4, toCol - col);
      pack4(bBlock + <usize>col * p.bColBytes, p.bRowBytes, p.bColBytes, length, lanes, panel);
      const to = c + (<usize>col << 2);
      let row = fromRow;
      for (; row + 8 <= toRow; row += 8) {
        const from = aBlock + <usize>row * p.aRowBytes;
        const out = to + <usize>row * rowBytes;
        eightRows4(from, p.aRowBytes, p.aColBytes, length, panel, out, rowBytes, lanes, isFirst);
      }
      for (; row < toRow; row++) {
        const from = aBlock + <usize>row * p.aRowBytes;
        oneRow4(from, p.aColBytes, length, panel, to + <usize>row * rowBytes, lanes, isFirst);
      }
    }
  }
  if (p.splits == 1) {
    for (let row = fromRow; row < toRow; row++) {
      finish(p, c + <usize>row * rowBytes + (<usize>fromCol << 2), fromCol, toCol);
    }
  }
}

/** Adds the results of the splits up, in their order. Chunk: pair * rowTiles + rowTile. */
export function addSplits(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<MatrixProduct>(params);
  const rowTiles = (p.rows + p.tileRows - 1) / p.tileRows;
  const pair = chunk / rowTiles;
  const fromRow = (chunk % rowTiles) * p.tileRows;
  const toRow = min(fromRow + p.tileRows, p.rows);
  const rowBytes = <usize>p.cols << 2;
  const matrixBytes = <usize>p.rows * rowBytes;
  const stride = <usize>p.numPairs * matrixBytes;
  for (let row = fromRow; row < toRow; row++) {
    const offset = <usize>pair * matrixBytes + <usize>row * rowBytes;
    const to = p.c + offset;
    const end = to + rowBytes;
    let from = p.partial + offset;
    let at = to;
    for (; at + 16 <= end; at += 16) {
      let sum = v128.load(from);
      let next = from + stride;
      for (let split: i32 = 1; split < p.splits; split++) {
        sum = f32x4.add(sum, v128.load(next));
        next += stride;
      }
      v128.store(at, p.accumulates == 0 ? sum : f32x4.add(sum, v128.load(at)));
      from += 16;
    }
    for (; at < end; at += 4) {
      let sum = load<f32>(from);
      let next = from + stride;
      for (let split: i32 = 1; split < p.splits; split++) {
        sum += load<f32>(next);
        next += stride;
      }
      store<f32>(at, p.accumulates == 0 ? sum : sum + load<f32>(at));
      from += 4;
    }
    finish(p, to, 0, p.cols);
  }
}

/** Bias and activation of the columns [fromCol, toCol) of one row that starts (at fromCol) at `c`. */
function finish(p: MatrixProduct, c: usize, fromCol: i32, toCol: i32): void {
  if (p.bias == 0 && p.activation == 0) return;
  const end = c + (<usize>(toCol - fromCol) << 2);
  let bias = p.bias + (<usize>fromCol << 2);
  let at = c;
  for (; at + 16 <= end; at += 16) {
    let x = v128.load(at);
    if (p.bias != 0) x = f32x4.add(x, v128.load(bias));
    v128.store(at, activated(p, x));
    bias += 16;
  }
  for (; at < end; at += 4) {
    let x = v128.load32_zero(at);
    if (p.bias != 0) x = f32x4.add(x, v128.load32_zero(bias));
    store<f32>(at, f32x4.extract_lane(activated(p, x), 0));
    bias += 4;
  }
}

// @ts-ignore: decorator
@inline
function activated(p: MatrixProduct, x: v128): v128 {
  const zero = f32x4.splat(0);
  switch (p.activation) {
    case relu:
      return f32x4.max(x, zero);
    case relu6:
      return f32x4.min(f32x4.max(x, zero), f32x4.splat(6));
    case leakyRelu:
      return v128.bitselect(f32x4.mul(x, f32x4.splat(p.slope)), x, f32x4.lt(x, zero));
    case sigmoid: {
      // Through e^-|x|, which cannot overflow.
      const e = exponential(f32x4.neg(f32x4.abs(x)));
      const one = f32x4.splat(1);
      return f32x4.div(v128.bitselect(e, one, f32x4.lt(x, zero)), f32x4.add(one, e));
    }
    default:
      return x;
  }
}

/**
 * Reads one float of every cache line of a block of A that is stored transposed. The products then walk over it with
 * the length of a row as their step, which the processor does not foresee; this pass it does.
 */
function fetch(a: usize, rowBytes: usize, width: i32, length: i32): void {
  let sum: f32 = 0;
  for (let k: i32 = 0; k < length; k++) {
    for (let at = a, end = a + (<usize>width << 2); at < end; at += 64) sum += load<f32>(at);
    a += rowBytes;
  }
  fetched = sum;
}

// Written so that the reads are not optimised away.
let fetched: f32 = 0;

/** Columns [0, 16) of `length` rows of op(B) as [length][16]. */
export function pack16(b: usize, rowBytes: usize, colBytes: usize, length: i32, panel: usize): void {
  if (colBytes == 4) {
    for (let k: i32 = 0; k < length; k++) {
      v128.store(panel, v128.load(b));
      v128.store(panel, v128.load(b, 16), 16);
      v128.store(panel, v128.load(b, 32), 32);
      v128.store(panel, v128.load(b, 48), 48);
      b += rowBytes;
      panel += 64;
    }
    return;
  }
  let k: i32 = 0;
  // Transposed: the inner index is the fast one, and squares of 4 x 4 are turned in registers.
  for (; k + 4 <= length; k += 4) {
    let from = b + (<usize>k << 2);
    for (let to = panel, end = panel + 64; to < end; to += 16) {
      const x0 = v128.load(from);
      const x1 = v128.load(from + colBytes);
      const x2 = v128.load(from + 2 * colBytes);
      const x3 = v128.load(from + 3 * colBytes);
      const low01 = i8x16.shuffle(x0, x1, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
      const high01 = i8x16.shuffle(x0, x1, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
      const low23 = i8x16.shuffle(x2, x3, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
      const high23 = i8x16.shuffle(x2, x3, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
      v128.store(to, i64x2.shuffle(low01, low23, 0, 2));
      v128.store(to, i64x2.shuffle(low01, low23, 1, 3), 64);
      v128.store(to, i64x2.shuffle(high01, high23, 0, 2), 128);
      v128.store(to, i64x2.shuffle(high01, high23, 1, 3), 192);
      from += 4 * colBytes;
    }
    panel += 256;
  }
  for (; k < length; k++) {
    let from = b + (<usize>k << 2);
    for (let lane: i32 = 0; lane < 16; lane++) {
      store<f32>(panel, load<f32>(from));
      from += colBytes;
      panel += 4;
    }
  }
}

/** The same for up to 4 columns as [length][4]; the lanes that have no column are 0. */
function pack4(b: usize, rowBytes: usize, colBytes: usize, length: i32, lanes: i32, panel: usize): void {
  for (let k: i32 = 0; k < length; k++) {
    let x = v128.load32_zero(b);
    if (lanes > 1) x = f32x4.replace_lane(x, 1, load<f32>(b + colBytes));
    if (lanes > 2) x = f32x4.replace_lane(x, 2, load<f32>(b + 2 * colBytes));
    if (lanes > 3) x = f32x4.replace_lane(x, 3, load<f32>(b + 3 * colBytes));
    v128.store(panel, x);
    b += rowBytes;
    panel += 16;
  }
}

/** C (+)= A B for sixteen columns: A row-major with rows of `aBytes`, B a panel [length][16]. */
export function rowsTimesPanel(a: usize, aBytes: usize, rows: i32, length: i32, panel: usize, c: usize, rowBytes: usize, isFirst: bool): void {
  const end = panel + (<usize>length << 6);
  const zero = f32x4.splat(0);
  let row: i32 = 0;
  for (; row + 2 <= rows; row += 2) {
    let a0 = isFirst ? zero : v128.load(c);
    let a1 = isFirst ? zero : v128.load(c, 16);
    let a2 = isFirst ? zero : v128.load(c, 32);
    let a3 = isFirst ? zero : v128.load(c, 48);
    const next = c + rowBytes;
    let b0 = isFirst ? zero : v128.load(next);
    let b1 = isFirst ? zero : v128.load(next, 16);
    let b2 = isFirst ? zero : v128.load(next, 32);
    let b3 = isFirst ? zero : v128.load(next, 48);
    let left0 = a + <usize>row * aBytes;
    let left1 = left0 + aBytes;
    let from = panel;
    while (from < end) {
      const x0 = v128.load(from);
      const x1 = v128.load(from, 16);
      const x2 = v128.load(from, 32);
      const x3 = v128.load(from, 48);
      const wa = v128.load32_splat(left0);
      a0 = madd(wa, x0, a0);
      a1 = madd(wa, x1, a1);
      a2 = madd(wa, x2, a2);
      a3 = madd(wa, x3, a3);
      const wb = v128.load32_splat(left1);
      b0 = madd(wb, x0, b0);
      b1 = madd(wb, x1, b1);
      b2 = madd(wb, x2, b2);
      b3 = madd(wb, x3, b3);
      left0 += 4;
      left1 += 4;
      from += 64;
    }
    v128.store(c, a0);
    v128.store(c, a1, 16);
    v128.store(c, a2, 32);
    v128.store(c, a3, 48);
    v128.store(next, b0);
    v128.store(next, b1, 16);
    v128.store(next, b2, 32);
    v128.store(next, b3, 48);
    c += rowBytes << 1;
  }
  if (row < rows) {
    let a0 = isFirst ? zero : v128.load(c);
    let a1 = isFirst ? zero : v128.load(c, 16);
    let a2 = isFirst ? zero : v128.load(c, 32);
    let a3 = isFirst ? zero : v128.load(c, 48);
    let left0 = a + <usize>row * aBytes;
    let from = panel;
    while (from < end) {
      const x0 = v128.load(from);
      const x1 = v128.load(from, 16);
      const x2 = v128.load(from, 32);
      const x3 = v128.load(from, 48);
      const wa = v128.load32_splat(left0);
      a0 = madd(wa, x0, a0);
      a1 = madd(wa, x1, a1);
      a2 = madd(wa, x2, a2);
      a3 = madd(wa, x3, a3);
      left0 += 4;
      from += 64;
    }
    v128.store(c, a0);
    v128.store(c, a1, 16);
    v128.store(c, a2, 32);
    v128.store(c, a3, 48);
  }
}

/** The same where A is stored transposed: from one column of op(A) to the next are `aBytes`. */
function columnsTimesPanel(a: usize, aBytes: usize, rows: i32, length: i32, panel: usize, c: usize, rowBytes: usize, isFirst: bool): void {
  const end = panel + (<usize>length << 6);
  const zero = f32x4.splat(0);
  let row: i32 = 0;
  for (; row + 2 <= rows; row += 2) {
    let a0 = isFirst ? zero : v128.load(c);
    let a1 = isFirst ? zero : v128.load(c, 16);
    let a2 = isFirst ? zero : v128.load(c, 32);
    let a3 = isFirst ? zero : v128.load(c, 48);
    const next = c + rowBytes;
    let b0 = isFirst ? zero : v128.load(next);
    let b1 = isFirst ? zero : v128.load(next, 16);
    let b2 = isFirst ? zero : v128.load(next, 32);
    let b3 = isFirst ? zero : v128.load(next, 48);
    let left = a + (<usize>row << 2);
    let from = panel;
    while (from < end) {
      const x0 = v128.load(from);
      const x1 = v128.load(from, 16);
      const x2 = v128.load(from, 32);
      const x3 = v128.load(from, 48);
      const wa = v128.load32_splat(left);
      a0 = madd(wa, x0, a0);
      a1 = madd(wa, x1, a1);
      a2 = madd(wa, x2, a2);
      a3 = madd(wa, x3, a3);
      const wb = v128.load32_splat(left, 4);
      b0 = madd(wb, x0, b0);
      b1 = madd(wb, x1, b1);
      b2 = madd(wb, x2, b2);
      b3 = madd(wb, x3, b3);
      left += aBytes;
      from += 64;
    }
    v128.store(c, a0);
    v128.store(c, a1, 16);
    v128.store(c, a2, 32);
    v128.store(c, a3, 48);
    v128.store(next, b0);
    v128.store(next, b1, 16);
    v128.store(next, b2, 32);
    v128.store(next, b3, 48);
    c += rowBytes << 1;
  }
  if (row < rows) {
    let a0 = isFirst ? zero : v128.load(c);
    let a1 = isFirst ? zero : v128.load(c, 16);
    let a2 = isFirst ? zero : v128.load(c, 32);
    let a3 = isFirst ? zero : v128.load(c, 48);
    let left = a + (<usize>row << 2);
    let from = panel;
    while (from < end) {
      const x0 = v128.load(from);
      const x1 = v128.load(from, 16);
      const x2 = v128.load(from, 32);
      const x3 = v128.load(from, 48);
      const wa = v128.load32_splat(left);
      a0 = madd(wa, x0, a0);
      a1 = madd(wa, x1, a1);
      a2 = madd(wa, x2, a2);
      a3 = madd(wa, x3, a3);
      left += aBytes;
      from += 64;
    }
    v128.store(c, a0);
    v128.store(c, a1, 16);
    v128.store(c, a2, 32);
    v128.store(c, a3, 48);
  }
}

function eightRows4(
  a: usize,
  aRowBytes: usize,
  aColBytes: usize,
  length: i32,
  panel: usize,
  c: usize,
  rowBytes: usize,
  lanes: i32,
  isFirst: bool,
): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  const end = panel + (<usize>length << 4);
  let left0 = a;
  let left1 = left0 + aRowBytes;
  let left2 = left1 + aRowBytes;
  let left3 = left2 + aRowBytes;
  let left4 = left3 + aRowBytes;
  let left5 = left4 + aRowBytes;
  let left6 = left5 + aRowBytes;
  let left7 = left6 + aRowBytes;
  while (panel < end) {
    const x = v128.load(panel);
    s0 = madd(v128.load32_splat(left0), x, s0);
    s1 = madd(v128.load32_splat(left1), x, s1);
    s2 = madd(v128.load32_splat(left2), x, s2);
    s3 = madd(v128.load32_splat(left3), x, s3);
    s4 = madd(v128.load32_splat(left4), x, s4);
    s5 = madd(v128.load32_splat(left5), x, s5);
    s6 = madd(v128.load32_splat(left6), x, s6);
    s7 = madd(v128.load32_splat(left7), x, s7);
    left0 += aColBytes;
    left1 += aColBytes;
    left2 += aColBytes;
    left3 += aColBytes;
    left4 += aColBytes;
    left5 += aColBytes;
    left6 += aColBytes;
    left7 += aColBytes;
    panel += 16;
  }
  put4(c, s0, lanes, isFirst);
  put4(c + rowBytes, s1, lanes, isFirst);
  put4(c + 2 * rowBytes, s2, lanes, isFirst);
  put4(c + 3 * rowBytes, s3, lanes, isFirst);
  put4(c + 4 * rowBytes, s4, lanes, isFirst);
  put4(c + 5 * rowBytes, s5, lanes, isFirst);
  put4(c + 6 * rowBytes, s6, lanes, isFirst);
  put4(c + 7 * rowBytes, s7, lanes, isFirst);
}

function oneRow4(
  a: usize,
  aColBytes: usize,
  length: i32,
  panel: usize,
  c: usize,
  lanes: i32,
  isFirst: bool,
): void {
  let s = f32x4.splat(0);
  const end = panel + (<usize>length << 4);
  while (panel < end) {
    s = madd(v128.load32_splat(a), v128.load(panel), s);
    a += aColBytes;
    panel += 16;
  }
  put4(c, s, lanes, isFirst);
}

// Behind the last column lies the next row, which another call writes: only real lanes are stored.
function put4(c: usize, x: v128, lanes: i32, isFirst: bool): void {
  if (lanes == 4) {
    v128.store(c, isFirst ? x : f32x4.add(x, v128.load(c)));
    return;
  }
  store<f32>(c, f32x4.extract_lane(x, 0) + (isFirst ? 0 : load<f32>(c)));
  if (lanes > 1) store<f32>(c, f32x4.extract_lane(x, 1) + (isFirst ? 0 : load<f32>(c, 4)), 4);
  if (lanes > 2) store<f32>(c, f32x4.extract_lane(x, 2) + (isFirst ? 0 : load<f32>(c, 8)), 8);
}
