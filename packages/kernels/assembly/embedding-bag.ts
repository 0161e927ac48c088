// Embedding bag in float32: out[r] = sum over the entries (f, v) of row r of v * table[f], and its adjoint.
// `dim` is padded by the caller to a multiple of 4, so every row of the table is a whole number of f32x4 lanes.

export function bagForward(
  table: usize,
  offsets: usize,
  features: usize,
  values: usize,
  out: usize,
  rows: i32,
  dim: i32,
): void {
  const rowBytes = <usize>dim << 2;
  for (let row: i32 = 0; row < rows; row++) {
    const to = out + <usize>row * rowBytes;
    memory.fill(to, 0, rowBytes);
    const end = load<u32>(offsets + (<usize>row << 2), 4);
    for (let entry = load<u32>(offsets + (<usize>row << 2)); entry < end; entry++) {
      const from = table + <usize>load<u32>(features + (<usize>entry << 2)) * rowBytes;
      const value = f32x4.splat(load<f32>(values + (<usize>entry << 2)));
      for (let at: usize = 0; at < rowBytes; at += 16) {
        v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(value, v128.load(from + at))));
      }
    }
  }
}

// gradient[slots[entry]] += value * upstream[r]: `slots` numbers the distinct features of the batch 0, 1, 2, …, so
// that only touched rows of the table have a gradient row. The caller zeroes `gradient`.
export function bagGradient(
  upstream: usize,
  offsets: usize,
  slots: usize,
  values: usize,
  gradient: usize,
  rows: i32,
  dim: i32,
): void {
  const rowBytes = <usize>dim << 2;
  for (let row: i32 = 0; row < rows; row++) {
    const from = upstream + <usize>row * rowBytes;
    const end = load<u32>(offsets + (<usize>row << 2), 4);
    for (let entry = load<u32>(offsets + (<usize>row << 2)); entry < end; entry++) {
      const to = gradient + <usize>load<u32>(slots + (<usize>entry << 2)) * rowBytes;
      const value = f32x4.splat(load<f32>(values + (<usize>entry << 2)));
      for (let at: usize = 0; at < rowBytes; at += 16) {
        v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(value, v128.load(from + at))));
      }
    }
  }
}
