// Y = W X for many vectors at once, in float32. Vectors come in panels of 16, one vector per SIMD lane: panel p is
// [cols][16], its products [rows][16]. Padding lanes cost what real ones do.

// Rows are taken in blocks that stay in the cache while all panels pass over them, so W is read from memory once.
const blockRows: i32 = 48;

export function batchProducts(weights: usize, x: usize, out: usize, rows: i32, cols: i32, panels: i32): void {
  const rowBytes = <usize>cols << 2;
  const panelBytes = <usize>cols << 6;
  const outPanelBytes = <usize>rows << 6;
  for (let start: i32 = 0; start < rows; start += blockRows) {
    const end = min(start + blockRows, rows);
    for (let panel: i32 = 0; panel < panels; panel++) {
      const from = x + <usize>panel * panelBytes;
      const to = out + <usize>panel * outPanelBytes;
      let row = start;
      for (; row + 3 <= end; row += 3) {
        threeRows(weights + <usize>row * rowBytes, rowBytes, from, to + (<usize>row << 6));
      }
      for (; row < end; row++) oneRow(weights + <usize>row * rowBytes, rowBytes, from, to + (<usize>row << 6));
    }
  }
}

// Twelve sums and four vectors of x fill the sixteen SIMD registers.
// @ts-ignore: decorator
@inline
function threeRows(w0: usize, rowBytes: usize, x: usize, out: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  let c0 = a0;
  let c1 = a0;
  let c2 = a0;
  let c3 = a0;
  const w1 = w0 + rowBytes;
  const w2 = w1 + rowBytes;
  let from = x;
  for (let at: usize = 0; at < rowBytes; at += 4) {
    const x0 = v128.load(from);
    const x1 = v128.load(from, 16);
    const x2 = v128.load(from, 32);
    const x3 = v128.load(from, 48);
    const wa = v128.load32_splat(w0 + at);
    a0 = f32x4.add(a0, f32x4.mul(wa, x0));
    a1 = f32x4.add(a1, f32x4.mul(wa, x1));
    a2 = f32x4.add(a2, f32x4.mul(wa, x2));
    a3 = f32x4.add(a3, f32x4.mul(wa, x3));
    const wb = v128.load32_splat(w1 + at);
    b0 = f32x4.add(b0, f32x4.mul(wb, x0));
    b1 = f32x4.add(b1, f32x4.mul(wb, x1));
    b2 = f32x4.add(b2, f32x4.mul(wb, x2));
    b3 = f32x4.add(b3, f32x4.mul(wb, x3));
    const wc = v128.load32_splat(w2 + at);
    c0 = f32x4.add(c0, f32x4.mul(wc, x0));
    c1 = f32x4.add(c1, f32x4.mul(wc, x1));
    c2 = f32x4.add(c2, f32x4.mul(wc, x2));
    c3 = f32x4.add(c3, f32x4.mul(wc, x3));
    from += 64;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
  v128.store(out, b0, 64);
  v128.store(out, b1, 80);
  v128.store(out, b2, 96);
  v128.store(out, b3, 112);
  v128.store(out, c0, 128);
  v128.store(out, c1, 144);
  v128.store(out, c2, 160);
  v128.store(out, c3, 176);
}

// @ts-ignore: decorator
@inline
function oneRow(w: usize, rowBytes: usize, x: usize, out: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let from = x;
  for (let at: usize = 0; at < rowBytes; at += 4) {
    const wa = v128.load32_splat(w + at);
    a0 = f32x4.add(a0, f32x4.mul(wa, v128.load(from)));
    a1 = f32x4.add(a1, f32x4.mul(wa, v128.load(from, 16)));
    a2 = f32x4.add(a2, f32x4.mul(wa, v128.load(from, 32)));
    a3 = f32x4.add(a3, f32x4.mul(wa, v128.load(from, 48)));
    from += 64;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
}

// Writes the numbers of the entries that exceed the limit from out + 4 on, and how many they are to out.
export function entriesAbove(values: usize, count: i32, limit: f32, out: usize): void {
  const limits = f32x4.splat(limit);
  let to = out + 4;
  for (let i: i32 = 0; i < count; i += 16) {
    const at = values + (<usize>i << 2);
    const x0 = f32x4.gt(v128.load(at), limits);
    const x1 = f32x4.gt(v128.load(at, 16), limits);
    const x2 = f32x4.gt(v128.load(at, 32), limits);
    const x3 = f32x4.gt(v128.load(at, 48), limits);
    if (!v128.any_true(v128.or(v128.or(x0, x1), v128.or(x2, x3)))) continue;
    let found =
      i32x4.bitmask(x0) | (i32x4.bitmask(x1) << 4) | (i32x4.bitmask(x2) << 8) | (i32x4.bitmask(x3) << 12);
    while (found != 0) {
      store<u32>(to, i + ctz(found));
      to += 4;
      found &= found - 1;
    }
  }
  store<u32>(out, <u32>((to - out - 4) >> 2));
}

// sums[v] += factor * W[row] for the terms (row, v, factor), one after the other; sums are [vectors][cols], where cols
// is a multiple of 4 only if the caller made it one.
export function addRows(weights: usize, cols: i32, terms: usize, count: i32, sums: usize): void {
  const rowBytes = <usize>cols << 2;
  const wholeBytes = rowBytes & ~15;
  for (let k: i32 = 0; k < count; k++) {
    const term = terms + <usize>k * 12;
    const from = weights + <usize>load<u32>(term) * rowBytes;
    const to = sums + <usize>load<u32>(term, 4) * rowBytes;
    const factor = load<f32>(term, 8);
    const factors = f32x4.splat(factor);
    let at: usize = 0;
    for (; at < wholeBytes; at += 16) {
      v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(factors, v128.load(from + at))));
    }
    for (; at < rowBytes; at += 4) {
      store<f32>(to + at, load<f32>(to + at) + factor * load<f32>(from + at));
    }
  }
}
