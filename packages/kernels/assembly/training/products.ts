// The three matrix products of a training step, for one block of rows and one panel. Panels are [inner][16], or [inner][4]
// for what is left of a batch (or of the features) after the last sixteen lanes. A tile of two rows keeps eight sums in
// registers beside the five vectors that it loads; with three rows there are too few registers (V8 keeps one of the sixteen
// for itself), and with fused multiply-add that is a fifth slower.
import { madd } from '../simd/madd';

/** Z += W X: W [rows][stride], X [cols][16], Z [rows][16]. */
export function addProduct16(w: usize, rowBytes: usize, rows: i32, cols: i32, x: usize, z: usize): void {
  let row: i32 = 0;
  for (; row + 2 <= rows; row += 2) {
    const w0 = w + <usize>row * rowBytes;
    const w1 = w0 + rowBytes;
    const out = z + (<usize>row << 6);
    let a0 = v128.load(out);
    let a1 = v128.load(out, 16);
    let a2 = v128.load(out, 32);
    let a3 = v128.load(out, 48);
    let b0 = v128.load(out, 64);
    let b1 = v128.load(out, 80);
    let b2 = v128.load(out, 96);
    let b3 = v128.load(out, 112);
    let from = x;
    const end = <usize>cols << 2;
    for (let at: usize = 0; at < end; at += 4) {
      const x0 = v128.load(from);
      const x1 = v128.load(from, 16);
      const x2 = v128.load(from, 32);
      const x3 = v128.load(from, 48);
      const wa = v128.load32_splat(w0 + at);
      a0 = madd(wa, x0, a0);
      a1 = madd(wa, x1, a1);
      a2 = madd(wa, x2, a2);
      a3 = madd(wa, x3, a3);
      const wb = v128.load32_splat(w1 + at);
      b0 = madd(wb, x0, b0);
      b1 = madd(wb, x1, b1);
      b2 = madd(wb, x2, b2);
      b3 = madd(wb, x3, b3);
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
  }
  for (; row < rows; row++) {
    const w0 = w + <usize>row * rowBytes;
    const out = z + (<usize>row << 6);
    let a0 = v128.load(out);
    let a1 = v128.load(out, 16);
    let a2 = v128.load(out, 32);
    let a3 = v128.load(out, 48);
    let from = x;
    const end = <usize>cols << 2;
    for (let at: usize = 0; at < end; at += 4) {
      const wa = v128.load32_splat(w0 + at);
      a0 = madd(wa, v128.load(from), a0);
      a1 = madd(wa, v128.load(from, 16), a1);
      a2 = madd(wa, v128.load(from, 32), a2);
      a3 = madd(wa, v128.load(from, 48), a3);
      from += 64;
    }
    v128.store(out, a0);
    v128.store(out, a1, 16);
    v128.store(out, a2, 32);
    v128.store(out, a3, 48);
  }
}

/** The same for a panel of four lanes: X [cols][4], Z [rows][4]. */
export function addProduct4(w: usize, rowBytes: usize, rows: i32, cols: i32, x: usize, z: usize): void {
  let row: i32 = 0;
  for (; row + 4 <= rows; row += 4) {
    const w0 = w + <usize>row * rowBytes;
    const w1 = w0 + rowBytes;
    const w2 = w1 + rowBytes;
    const w3 = w2 + rowBytes;
    const out = z + (<usize>row << 4);
    let a = v128.load(out);
    let b = v128.load(out, 16);
    let c = v128.load(out, 32);
    let d = v128.load(out, 48);
    let from = x;
    const end = <usize>cols << 2;
    for (let at: usize = 0; at < end; at += 4) {
      const x0 = v128.load(from);
      a = madd(v128.load32_splat(w0 + at), x0, a);
      b = madd(v128.load32_splat(w1 + at), x0, b);
      c = madd(v128.load32_splat(w2 + at), x0, c);
      d = madd(v128.load32_splat(w3 + at), x0, d);
      from += 16;
    }
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
  }
  for (; row < rows; row++) {
    const w0 = w + <usize>row * rowBytes;
    const out = z + (<usize>row << 4);
    let a = v128.load(out);
    let from = x;
    const end = <usize>cols << 2;
    for (let at: usize = 0; at < end; at += 4) {
      a = madd(v128.load32_splat(w0 + at), v128.load(from), a);
      from += 16;
    }
    v128.store(out, a);
  }
}

/** dX += Wᵀ dZ: W [rows][stride], dZ [rows][16], dX [cols][16]. */
export function addTransposedProduct16(
  w: usize,
  rowBytes: usize,
  rows: i32,
  cols: i32,
  dz: usize,
  dx: usize,
): void {
  let col: i32 = 0;
  for (; col + 2 <= cols; col += 2) {
    const out = dx + (<usize>col << 6);
    let a0 = v128.load(out);
    let a1 = v128.load(out, 16);
    let a2 = v128.load(out, 32);
    let a3 = v128.load(out, 48);
    let b0 = v128.load(out, 64);
    let b1 = v128.load(out, 80);
    let b2 = v128.load(out, 96);
    let b3 = v128.load(out, 112);
    let from = dz;
    let weights = w + (<usize>col << 2);
    const end = dz + (<usize>rows << 6);
    while (from < end) {
      const x0 = v128.load(from);
      const x1 = v128.load(from, 16);
      const x2 = v128.load(from, 32);
      const x3 = v128.load(from, 48);
      const wa = v128.load32_splat(weights);
      a0 = madd(wa, x0, a0);
      a1 = madd(wa, x1, a1);
      a2 = madd(wa, x2, a2);
      a3 = madd(wa, x3, a3);
      const wb = v128.load32_splat(weights, 4);
      b0 = madd(wb, x0, b0);
      b1 = madd(wb, x1, b1);
      b2 = madd(wb, x2, b2);
      b3 = madd(wb, x3, b3);
      from += 64;
      weights += rowBytes;
    }
    v128.store(out, a0);
    v128.store(out, a1, 16);
    v128.store(out, a2, 32);
    v128.store(out, a3, 48);
    v128.store(out, b0, 64);
    v128.store(out, b1, 80);
    v128.store(out, b2, 96);
    v128.store(out, b3, 112);
  }
  for (; col < cols; col++) {
    const out = dx + (<usize>col << 6);
    let a0 = v128.load(out);
    let a1 = v128.load(out, 16);
    let a2 = v128.load(out, 32);
    let a3 = v128.load(out, 48);
    let from = dz;
    let weights = w + (<usize>col << 2);
    const end = dz + (<usize>rows << 6);
    while (from < end) {
      const wa = v128.load32_splat(weights);
      a0 = madd(wa, v128.load(from), a0);
      a1 = madd(wa, v128.load(from, 16), a1);
      a2 = madd(wa, v128.load(from, 32), a2);
      a3 = madd(wa, v128.load(from, 48), a3);
      from += 64;
      weights += rowBytes;
    }
    v128.store(out, a0);
    v128.store(out, a1, 16);
    v128.store(out, a2, 32);
    v128.store(out, a3, 48);
  }
}

/** The same for a panel of four lanes: dZ [rows][4], dX [cols][4]. */
export function addTransposedProduct4(
  w: usize,
  rowBytes: usize,
  rows: i32,
  cols: i32,
  dz: usize,
  dx: usize,
): void {
  const end = dz + (<usize>rows << 4);
  let col: i32 = 0;
  for (; col + 4 <= cols; col += 4) {
    const out = dx + (<usize>col << 4);
    let a = v128.load(out);
    let b = v128.load(out, 16);
    let c = v128.load(out, 32);
    let d = v128.load(out, 48);
    let from = dz;
    let weights = w + (<usize>col << 2);
    while (from < end) {
      const x0 = v128.load(from);
      a = madd(v128.load32_splat(weights), x0, a);
      b = madd(v128.load32_splat(weights, 4), x0, b);
      c = madd(v128.load32_splat(weights, 8), x0, c);
      d = madd(v128.load32_splat(weights, 12), x0, d);
      from += 16;
      weights += rowBytes;
    }
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
  }
  for (; col < cols; col++) {
    const out = dx + (<usize>col << 4);
    let a = v128.load(out);
    let from = dz;
    let weights = w + (<usize>col << 2);
    while (from < end) {
      a = madd(v128.load32_splat(weights), v128.load(from), a);
      from += 16;
      weights += rowBytes;
    }
    v128.store(out, a);
  }
}

/**
 * G = dZ Xᵀ for 16 columns: the batch is summed over, in the order of the examples. dZ are all panels of the block
 * ([rows][16] and then [rows][4]), X the same columns of all examples as one panel [batch][16], G [rows][stride] at its
 * first of the columns.
 */
export function gradient16(
  dz: usize,
  rows: i32,
  panels16: i32,
  panels4: i32,
  x: usize,
  g: usize,
  rowBytes: usize,
): void {
  const panelBytes = <usize>rows << 6;
  const smallPanelBytes = <usize>rows << 4;
  const rest = dz + <usize>panels16 * panelBytes;
  let row: i32 = 0;
  for (; row + 2 <= rows; row += 2) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = a0;
    let b1 = a0;
    let b2 = a0;
    let b3 = a0;
    let from = x;
    let panel = dz + (<usize>row << 6);
    for (let p: i32 = 0; p < panels16; p++) {
      for (let at = panel, end = panel + 64; at < end; at += 4) {
        const x0 = v128.load(from);
        const x1 = v128.load(from, 16);
        const x2 = v128.load(from, 32);
        const x3 = v128.load(from, 48);
        const da = v128.load32_splat(at);
        a0 = madd(da, x0, a0);
        a1 = madd(da, x1, a1);
        a2 = madd(da, x2, a2);
        a3 = madd(da, x3, a3);
        const db = v128.load32_splat(at, 64);
        b0 = madd(db, x0, b0);
        b1 = madd(db, x1, b1);
        b2 = madd(db, x2, b2);
        b3 = madd(db, x3, b3);
        from += 64;
      }
      panel += panelBytes;
    }
    panel = rest + (<usize>row << 4);
    for (let p: i32 = 0; p < panels4; p++) {
      for (let at = panel, end = panel + 16; at < end; at += 4) {
        const x0 = v128.load(from);
        const x1 = v128.load(from, 16);
        const x2 = v128.load(from, 32);
        const x3 = v128.load(from, 48);
        const da = v128.load32_splat(at);
        a0 = madd(da, x0, a0);
        a1 = madd(da, x1, a1);
        a2 = madd(da, x2, a2);
        a3 = madd(da, x3, a3);
        const db = v128.load32_splat(at, 16);
        b0 = madd(db, x0, b0);
        b1 = madd(db, x1, b1);
        b2 = madd(db, x2, b2);
        b3 = madd(db, x3, b3);
        from += 64;
      }
      panel += smallPanelBytes;
    }
    let out = g + <usize>row * rowBytes;
    v128.store(out, a0);
    v128.store(out, a1, 16);
    v128.store(out, a2, 32);
    v128.store(out, a3, 48);
    out += rowBytes;
    v128.store(out, b0);
    v128.store(out, b1, 16);
    v128.store(out, b2, 32);
    v128.store(out, b3, 48);
  }
  for (; row < rows; row++) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let from = x;
    let panel = dz + (<usize>row << 6);
    for (let p: i32 = 0; p < panels16; p++) {
      for (let at = panel, end = panel + 64; at < end; at += 4) {
        const da = v128.load32_splat(at);
        a0 = madd(da, v128.load(from), a0);
        a1 = madd(da, v128.load(from, 16), a1);
        a2 = madd(da, v128.load(from, 32), a2);
        a3 = madd(da, v128.load(from, 48), a3);
        from += 64;
      }
      panel += panelBytes;
    }
    panel = rest + (<usize>row << 4);
    for (let p: i32 = 0; p < panels4; p++) {
      for (let at = panel, end = panel + 16; at < end; at += 4) {
        const da = v128.load32_splat(at);
        a0 = madd(da, v128.load(from), a0);
        a1 = madd(da, v128.load(from, 16), a1);
        a2 = madd(da, v128.load(from, 32), a2);
        a3 = madd(da, v128.load(from, 48), a3);
        from += 64;
      }
      panel += smallPanelBytes;
    }
    const out = g + <usize>row * rowBytes;
    v128.store(out, a0);
    v128.store(out, a1, 16);
    v128.store(out, a2, 32);
    v128.store(out, a3, 48);
  }
}

/**
 * The same for four columns: X is a panel [batch][4]. Eight rows at a time, because one sum alone would wait for itself at
 * every addition.
 */
export function gradient4(
  dz: usize,
  rows: i32,
  panels16: i32,
  panels4: i32,
  x: usize,
  g: usize,
  rowBytes: usize,
): void {
  const panelBytes = <usize>rows << 6;
  const smallPanelBytes = <usize>rows << 4;
  const rest = dz + <usize>panels16 * panelBytes;
  let row: i32 = 0;
  for (; row + 8 <= rows; row += 8) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let s4 = s0;
    let s5 = s0;
    let s6 = s0;
    let s7 = s0;
    let from = x;
    let panel = dz + (<usize>row << 6);
    for (let p: i32 = 0; p < panels16; p++) {
      for (let at = panel, end = panel + 64; at < end; at += 4) {
        const x0 = v128.load(from);
        s0 = madd(v128.load32_splat(at), x0, s0);
        s1 = madd(v128.load32_splat(at, 64), x0, s1);
        s2 = madd(v128.load32_splat(at, 128), x0, s2);
        s3 = madd(v128.load32_splat(at, 192), x0, s3);
        s4 = madd(v128.load32_splat(at, 256), x0, s4);
        s5 = madd(v128.load32_splat(at, 320), x0, s5);
        s6 = madd(v128.load32_splat(at, 384), x0, s6);
        s7 = madd(v128.load32_splat(at, 448), x0, s7);
        from += 16;
      }
      panel += panelBytes;
    }
    panel = rest + (<usize>row << 4);
    for (let p: i32 = 0; p < panels4; p++) {
      for (let at = panel, end = panel + 16; at < end; at += 4) {
        const x0 = v128.load(from);
        s0 = madd(v128.load32_splat(at), x0, s0);
        s1 = madd(v128.load32_splat(at, 16), x0, s1);
        s2 = madd(v128.load32_splat(at, 32), x0, s2);
        s3 = madd(v128.load32_splat(at, 48), x0, s3);
        s4 = madd(v128.load32_splat(at, 64), x0, s4);
        s5 = madd(v128.load32_splat(at, 80), x0, s5);
        s6 = madd(v128.load32_splat(at, 96), x0, s6);
        s7 = madd(v128.load32_splat(at, 112), x0, s7);
        from += 16;
      }
      panel += smallPanelBytes;
    }
    let out = g + <usize>row * rowBytes;
    v128.store(out, s0);
    out += rowBytes;
    v128.store(out, s1);
    out += rowBytes;
    v128.store(out, s2);
    out += rowBytes;
    v128.store(out, s3);
    out += rowBytes;
    v128.store(out, s4);
    out += rowBytes;
    v128.store(out, s5);
    out += rowBytes;
    v128.store(out, s6);
    out += rowBytes;
    v128.store(out, s7);
  }
  for (; row < rows; row++) {
    let sum = f32x4.splat(0);
    let from = x;
    let panel = dz + (<usize>row << 6);
    for (let p: i32 = 0; p < panels16; p++) {
      for (let at = panel, end = panel + 64; at < end; at += 4) {
        sum = madd(v128.load32_splat(at), v128.load(from), sum);
        from += 16;
      }
      panel += panelBytes;
    }
    panel = rest + (<usize>row << 4);
    for (let p: i32 = 0; p < panels4; p++) {
      for (let at = panel, end = panel + 16; at < end; at += 4) {
        sum = madd(v128.load32_splat(at), v128.load(from), sum);
        from += 16;
      }
      panel += smallPanelBytes;
    }
    v128.store(g + <usize>row * rowBytes, sum);
  }
}
