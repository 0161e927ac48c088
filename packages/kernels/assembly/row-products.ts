// y = W x in float64. W is row-major with an even, zero-padded stride, so every row is a whole number of f64x2 lanes.

// Four rows at a time share the loads of x; their sums are independent, which hides the latency of the additions.
export function rowProducts(weights: usize, x: usize, out: usize, rows: i32, stride: i32): void {
  const rowBytes = <usize>stride << 3;
  let row: i32 = 0;
  let w0 = weights;
  for (; row + 4 <= rows; row += 4) {
    const w1 = w0 + rowBytes;
    const w2 = w1 + rowBytes;
    const w3 = w2 + rowBytes;
    let a0 = f64x2.splat(0);
    let a1 = f64x2.splat(0);
    let a2 = f64x2.splat(0);
    let a3 = f64x2.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const xs = v128.load(x + at);
      a0 = f64x2.add(a0, f64x2.mul(v128.load(w0 + at), xs));
      a1 = f64x2.add(a1, f64x2.mul(v128.load(w1 + at), xs));
      a2 = f64x2.add(a2, f64x2.mul(v128.load(w2 + at), xs));
      a3 = f64x2.add(a3, f64x2.mul(v128.load(w3 + at), xs));
    }
    const to = out + (<usize>row << 3);
    f64.store(to, lanes(a0));
    f64.store(to, lanes(a1), 8);
    f64.store(to, lanes(a2), 16);
    f64.store(to, lanes(a3), 24);
    w0 = w3 + rowBytes;
  }
  for (; row < rows; row++) {
    let a = f64x2.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      a = f64x2.add(a, f64x2.mul(v128.load(w0 + at), v128.load(x + at)));
    }
    f64.store(out + (<usize>row << 3), lanes(a));
    w0 += rowBytes;
  }
}

function lanes(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}
