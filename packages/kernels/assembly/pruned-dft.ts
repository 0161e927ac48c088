// Z = F C and its adjoint C += Fᵀ Z for the trigonometric matrix of a DFT head, without the matrix:
//
//     z_t = √(1/n) c_0 + √(2/n) Σ_j c_{2j-1} cos(2πjt/n) + c_{2j} sin(2πjt/n)      t = 0..n-1, j = 1..k
//
// Only low frequencies occur, so z is smooth: over a block of labels a polynomial of low degree equals it to float32
// precision. For a block of 2h labels with the middle t0 and t = t0 ± s:
//
//     rotate   p_j = a_j cos φ_j + b_j sin φ_j,  q_j = b_j cos φ_j - a_j sin φ_j,  φ_j = 2πj t0/n
//              (a, b: the two coefficients of a frequency; p belongs to cos(2πjs/n), q to sin(2πjs/n))
//     gather   u = G p, v = H q: Chebyshev coefficients of the even and of the odd part of z(t0 + s)
//     spread   e = S u, o = R v: the values of both parts at h distances s;  z(t0 ± s) = e ± o
//
// Where k is not small against n no polynomial is short enough; then p and q themselves are spread, by cosines and sines.
// Nothing depends on the factors of n, and labels keep their order. The adjoint is the transposed steps backwards.
//
// Vectors come in panels of 16 or 4, one vector per SIMD lane: coefficients [2k+1][lanes], values [labels][lanes].
import { madd } from './simd/madd';

/** What src/pruned-dft-plan.ts writes, in this order. Matrices stand with the index that is summed over first. */
@unmanaged
class PrunedDftPlan {
  k: i32;
  /** h: half the labels of a block. */
  halfBlock: i32;
  /** Lengths of u and v; k + 1 and k where nothing is gathered. */
  evenTerms: i32;
  oddTerms: i32;
  /** cos φ_j, sin φ_j: [blocks][k][2] */
  turns: usize;
  /** Gᵀ [k+1][evenTerms] and Hᵀ [k][oddTerms], 0 where nothing is gathered; and for the adjoint G and H. */
  gatherEven: usize;
  gatherOdd: usize;
  gatherEvenAdjoint: usize;
  gatherOddAdjoint: usize;
  /** Sᵀ [evenTerms][h] and Rᵀ [oddTerms][h], and for the adjoint S and R. */
  spreadEven: usize;
  spreadOdd: usize;
  spreadEvenAdjoint: usize;
  spreadOddAdjoint: usize;
}

/**
 * Writes the values of labels from..to-1 of one panel.
 *
 * @param c coefficients [2k+1][lanes]
 * @param lanes 16 or 4
 * @param from a multiple of 2h
 * @param to any label; a block that is cut off costs what a whole one costs
 * @param z values [to - from][lanes]
 * @param scratch as many bytes as the plan says
 */
export function forward(plan: usize, c: usize, lanes: i32, from: i32, to: i32, z: usize, scratch: usize): void {
  if (lanes == 16) forwardBlocks(changetype<PrunedDftPlan>(plan), c, 16, from, to, z, scratch);
  else forwardBlocks(changetype<PrunedDftPlan>(plan), c, 4, from, to, z, scratch);
}

/** Adds what the values dz of labels from..to-1 give to the coefficients dc; arguments as of {@link forward}. */
export function adjoint(plan: usize, dz: usize, lanes: i32, from: i32, to: i32, dc: usize, scratch: usize): void {
  if (lanes == 16) adjointBlocks(changetype<PrunedDftPlan>(plan), dz, 16, from, to, dc, scratch);
  else adjointBlocks(changetype<PrunedDftPlan>(plan), dz, 4, from, to, dc, scratch);
}

// `lanes` is a constant wherever these are inlined: every width gets loops of its own.
// @ts-ignore: decorator
@inline
function forwardBlocks(plan: PrunedDftPlan, c: usize, lanes: i32, from: i32, to: i32, z: usize, scratch: usize): void {
  const rowBytes = <usize>lanes << 2;
  const k = plan.k;
  const half = plan.halfBlock;
  const rows = 2 * half;
  const p = scratch;
  const q = p + <usize>(k + 1) * rowBytes;
  let u = p;
  let v = q;
  let spare = q + <usize>k * rowBytes;
  if (plan.gatherEven != 0) {
    u = spare;
    v = u + <usize>plan.evenTerms * rowBytes;
    spare = v + <usize>plan.oddTerms * rowBytes;
  }
  for (let start = from; start < to; start += rows) {
    rotate(turnsOf(plan, start), c, lanes, k, p, q);
    if (plan.gatherEven != 0) {
      multiply(lanes, plan.gatherEven, plan.evenTerms, k + 1, p, u);
      multiply(lanes, plan.gatherOdd, plan.oddTerms, k, q, v);
    }
    const isWhole = start + rows <= to;
    const block = isWhole ? z : spare;
    const middle = block + <usize>half * rowBytes;
    multiply(lanes, plan.spreadEven, half, plan.evenTerms, u, middle);
    multiplyAndFold(lanes, plan.spreadOdd, half, plan.oddTerms, v, middle);
    if (!isWhole) memory.copy(z, spare, <usize>(to - start) * rowBytes);
    z += <usize>rows * rowBytes;
  }
}

// @ts-ignore: decorator
@inline
function adjointBlocks(plan: PrunedDftPlan, dz: usize, lanes: i32, from: i32, to: i32, dc: usize, scratch: usize): void {
  const rowBytes = <usize>lanes << 2;
  const k = plan.k;
  const half = plan.halfBlock;
  const rows = 2 * half;
  const p = scratch;
  const q = p + <usize>(k + 1) * rowBytes;
  let u = p;
  let v = q;
  let spare = q + <usize>k * rowBytes;
  if (plan.gatherEven != 0) {
    u = spare;
    v = u + <usize>plan.evenTerms * rowBytes;
    spare = v + <usize>plan.oddTerms * rowBytes;
  }
  const sums = spare + <usize>rows * rowBytes;
  const differences = sums + <usize>half * rowBytes;
  for (let start = from; start < to; start += rows) {
    let block = dz;
    if (start + rows > to) {
      const bytes = <usize>(to - start) * rowBytes;
      memory.copy(spare, dz, bytes);
      memory.fill(spare + bytes, 0, <usize>rows * rowBytes - bytes);
      block = spare;
    }
    unfold(block + <usize>half * rowBytes, lanes, half, sums, differences);
    multiply(lanes, plan.spreadEvenAdjoint, plan.evenTerms, half, sums, u);
    multiply(lanes, plan.spreadOddAdjoint, plan.oddTerms, half, differences, v);
    if (plan.gatherEven != 0) {
      multiply(lanes, plan.gatherEvenAdjoint, k + 1, plan.evenTerms, u, p);
      multiply(lanes, plan.gatherOddAdjoint, k, plan.oddTerms, v, q);
    }
    addRotatedBack(turnsOf(plan, start), p, q, lanes, k, dc);
    dz += <usize>rows * rowBytes;
  }
}

// @ts-ignore: decorator
@inline
function turnsOf(plan: PrunedDftPlan, start: i32): usize {
  return plan.turns + ((<usize>(start / (2 * plan.halfBlock)) * <usize>plan.k) << 3);
}

// @ts-ignore: decorator
@inline
function rotate(turns: usize, c: usize, lanes: i32, k: i32, p: usize, q: usize): void {
  const rowBytes = <usize>lanes << 2;
  for (let at: usize = 0; at < rowBytes; at += 16) v128.store(p + at, v128.load(c + at));
  p += rowBytes;
  c += rowBytes;
  for (let j: i32 = 0; j < k; j++) {
    const cos = v128.load32_splat(turns);
    const sin = v128.load32_splat(turns, 4);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const a = v128.load(c + at);
      const b = v128.load(c + rowBytes + at);
      v128.store(p + at, madd(a, cos, f32x4.mul(b, sin)));
      v128.store(q + at, f32x4.sub(f32x4.mul(b, cos), f32x4.mul(a, sin)));
    }
    turns += 8;
    c += 2 * rowBytes;
    p += rowBytes;
    q += rowBytes;
  }
}

// @ts-ignore: decorator
@inline
function addRotatedBack(turns: usize, p: usize, q: usize, lanes: i32, k: i32, dc: usize): void {
  const rowBytes = <usize>lanes << 2;
  for (let at: usize = 0; at < rowBytes; at += 16) {
    v128.store(dc + at, f32x4.add(v128.load(dc + at), v128.load(p + at)));
  }
  dc += rowBytes;
  p += rowBytes;
  for (let j: i32 = 0; j < k; j++) {
    const cos = v128.load32_splat(turns);
    const sin = v128.load32_splat(turns, 4);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const dp = v128.load(p + at);
      const dq = v128.load(q + at);
      const da = dc + at;
      const db = da + rowBytes;
      v128.store(da, f32x4.add(v128.load(da), f32x4.sub(f32x4.mul(dp, cos), f32x4.mul(dq, sin))));
      v128.store(db, f32x4.add(v128.load(db), madd(dp, sin, f32x4.mul(dq, cos))));
    }
    turns += 8;
    dc += 2 * rowBytes;
    p += rowBytes;
    q += rowBytes;
  }
}

// The adjoint of z(t0 ± s) = e ± o: e = z(t0 + s) + z(t0 - s), o = z(t0 + s) - z(t0 - s).
// @ts-ignore: decorator
@inline
function unfold(middle: usize, lanes: i32, half: i32, sums: usize, differences: usize): void {
  const rowBytes = <usize>lanes << 2;
  let above = middle;
  let below = middle - rowBytes;
  for (let i: i32 = 0; i < half; i++) {
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const x = v128.load(above + at);
      const y = v128.load(below + at);
      v128.store(sums + at, f32x4.add(x, y));
      v128.store(differences + at, f32x4.sub(x, y));
    }
    above += rowBytes;
    below -= rowBytes;
    sums += rowBytes;
    differences += rowBytes;
  }
}

// out[row] = Σ_i table[i][row] x[i].
// @ts-ignore: decorator
@inline
function multiply(lanes: i32, table: usize, rows: i32, terms: i32, x: usize, out: usize): void {
  if (lanes == 16) multiply16(table, rows, terms, x, out);
  else multiply4(table, rows, terms, x, out);
}

// The same product o, and with the e that stands from `middle` on: middle[row] = e + o, middle[-1 - row] = e - o.
// @ts-ignore: decorator
@inline
function multiplyAndFold(lanes: i32, table: usize, rows: i32, terms: i32, x: usize, middle: usize): void {
  if (lanes == 16) multiplyAndFold16(table, rows, terms, x, middle);
  else multiplyAndFold4(table, rows, terms, x, middle);
}

function multiply16(table: usize, rows: i32, terms: i32, x: usize, out: usize): void {
  tiles(false, 16, table, rows, terms, x, out);
}

function multiply4(table: usize, rows: i32, terms: i32, x: usize, out: usize): void {
  tiles(false, 4, table, rows, terms, x, out);
}

function multiplyAndFold16(table: usize, rows: i32, terms: i32, x: usize, middle: usize): void {
  tiles(true, 16, table, rows, terms, x, middle);
}

function multiplyAndFold4(table: usize, rows: i32, terms: i32, x: usize, middle: usize): void {
  tiles(true, 4, table, rows, terms, x, middle);
}

// Tiles of four rows and two vectors: eight sums, which hide the latency of an addition, and few enough that no register
// is spilled (V8 keeps one of the sixteen for itself; three rows and four vectors were slower).
// @ts-ignore: decorator
@inline
function tiles(fold: bool, lanes: i32, table: usize, rows: i32, terms: i32, x: usize, out: usize): void {
  const rowBytes = <usize>lanes << 2;
  const step = <usize>rows << 2;
  let mirror = out - rowBytes;
  let numTiles = (rows + 3) >> 2;
  // Sizes as equal as possible: 7 rows are 4 + 3, 5 are 3 + 2.
  for (let left = rows; left > 0; numTiles--) {
    const size = (left + numTiles - 1) / numTiles;
    for (let at: usize = 0; at < rowBytes; at += 32) {
      if (size == 4) tile(4, fold, lanes, table, step, terms, x + at, out + at, mirror + at);
      else if (size == 3) tile(3, fold, lanes, table, step, terms, x + at, out + at, mirror + at);
      else if (size == 2) tile(2, fold, lanes, table, step, terms, x + at, out + at, mirror + at);
      else tile(1, fold, lanes, table, step, terms, x + at, out + at, mirror + at);
    }
    table += <usize>size << 2;
    out += <usize>size * rowBytes;
    mirror -= <usize>size * rowBytes;
    left -= size;
  }
}

// `rows`, `fold` and `lanes` are constants wherever this is inlined.
// @ts-ignore: decorator
@inline
function tile(
  rows: i32,
  fold: bool,
  lanes: i32,
  table: usize,
  step: usize,
  terms: i32,
  x: usize,
  out: usize,
  mirror: usize,
): void {
  const rowBytes = <usize>lanes << 2;
  const isWide = lanes == 16;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  for (let i: i32 = 0; i < terms; i++) {
    const x0 = v128.load(x);
    const x1 = isWide ? v128.load(x, 16) : x0;
    const a = v128.load32_splat(table);
    a0 = madd(a, x0, a0);
    if (isWide) a1 = madd(a, x1, a1);
    if (rows > 1) {
      const b = v128.load32_splat(table, 4);
      b0 = madd(b, x0, b0);
      if (isWide) b1 = madd(b, x1, b1);
    }
    if (rows > 2) {
      const c = v128.load32_splat(table, 8);
      c0 = madd(c, x0, c0);
      if (isWide) c1 = madd(c, x1, c1);
    }
    if (rows > 3) {
      const d = v128.load32_splat(table, 12);
      d0 = madd(d, x0, d0);
      if (isWide) d1 = madd(d, x1, d1);
    }
    x += rowBytes;
    table += step;
  }
  finish(fold, isWide, out, mirror, a0, a1);
  if (rows > 1) finish(fold, isWide, out + rowBytes, mirror - rowBytes, b0, b1);
  if (rows > 2) finish(fold, isWide, out + 2 * rowBytes, mirror - 2 * rowBytes, c0, c1);
  if (rows > 3) finish(fold, isWide, out + 3 * rowBytes, mirror - 3 * rowBytes, d0, d1);
}

// @ts-ignore: decorator
@inline
function finish(fold: bool, isWide: bool, out: usize, mirror: usize, x0: v128, x1: v128): void {
  if (fold) {
    const e0 = v128.load(out);
    v128.store(out, f32x4.add(e0, x0));
    v128.store(mirror, f32x4.sub(e0, x0));
    if (isWide) {
      const e1 = v128.load(out, 16);
      v128.store(out, f32x4.add(e1, x1), 16);
      v128.store(mirror, f32x4.sub(e1, x1), 16);
    }
  } else {
    v128.store(out, x0);
    if (isWide) v128.store(out, x1, 16);
  }
}
