/** A part of an array as a matrix: entry (r, c) is `data[start + r * stride + c]`. */
export interface MatrixView {
  readonly data: Float64Array;
  readonly start: number;
  readonly stride: number;
}

const tileRows = 4;
const tileCols = 4;

/**
 * C ← C + scale AᵀB, in float64: the one loop that streamed factorisations and sketches spend their time in, so it is
 * written for speed. Tiles of 4 x 4 sums stay in registers, and both factors are copied into the order in which they
 * are read. Nothing is checked.
 *
 * @param task.a [inner, rows]
 * @param task.b [inner, cols]
 * @param task.c [rows, cols], must not overlap the others
 */
export function addTransposedProduct(task: {
  readonly a: MatrixView;
  readonly b: MatrixView;
  readonly c: MatrixView;
  readonly rows: number;
  readonly cols: number;
  readonly inner: number;
  readonly scale: number;
}): void {
  const { a, b, c, rows, cols, inner, scale } = task;
  const wholeRows = rows - (rows % tileRows);
  const wholeCols = cols - (cols % tileCols);
  const packedA = packTiles(a, inner, wholeRows, scale);
  const packedB = new Float64Array(inner * tileCols);
  const tileA = inner * tileRows;
  for (let j = 0; j < wholeCols; j += tileCols) {
    packTile(packedB, 0, b, inner, j);
    for (let i = 0; i < wholeRows; i += tileRows) {
      addTile(packedA, (i / tileRows) * tileA, packedB, tileA, c.data, c.start + i * c.stride + j, c.stride);
    }
  }
  // What is left over at the right and at the bottom.
  for (let i = 0; i < rows; i++) {
    for (let j = i < wholeRows ? wholeCols : 0; j < cols; j++) {
      let sum = 0;
      for (let t = 0; t < inner; t++) {
        sum += a.data[a.start + t * a.stride + i]! * b.data[b.start + t * b.stride + j]!;
      }
      c.data[c.start + i * c.stride + j]! += scale * sum;
    }
  }
}

function packTiles(view: MatrixView, inner: number, count: number, scale: number): Float64Array {
  const packed = new Float64Array(inner * count);
  for (let at = 0; at < count; at += tileRows) packTile(packed, at * inner, view, inner, at);
  if (scale !== 1) for (let i = 0; i < packed.length; i++) packed[i]! *= scale;
  return packed;
}

function packTile(
  packed: Float64Array,
  at: number,
  { data, start, stride }: MatrixView,
  inner: number,
  first: number,
): void {
  for (let t = 0, from = start + first; t < inner; t++, at += 4, from += stride) {
    packed[at] = data[from]!;
    packed[at + 1] = data[from + 1]!;
    packed[at + 2] = data[from + 2]!;
    packed[at + 3] = data[from + 3]!;
  }
}

/** Sixteen sums over `length / 4` products each. */
function addTile(
  a: Float64Array,
  aAt: number,
  b: Float64Array,
  length: number,
  c: Float64Array,
  cAt: number,
  stride: number,
): void {
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [s20, s21, s22, s23, s30, s31, s32, s33] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let t = 0; t < length; t += 4) {
    const b0 = b[t]!;
    const b1 = b[t + 1]!;
    const b2 = b[t + 2]!;
    const b3 = b[t + 3]!;
    const a0 = a[aAt + t]!;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    const a1 = a[aAt + t + 1]!;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
    const a2 = a[aAt + t + 2]!;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
    s23 += a2 * b3;
    const a3 = a[aAt + t + 3]!;
    s30 += a3 * b0;
    s31 += a3 * b1;
    s32 += a3 * b2;
    s33 += a3 * b3;
  }
  c[cAt]! += s00;
  c[cAt + 1]! += s01;
  c[cAt + 2]! += s02;
  c[cAt + 3]! += s03;
  c[cAt + stride]! += s10;
  c[cAt + stride + 1]! += s11;
  c[cAt + stride + 2]! += s12;
  c[cAt + stride + 3]! += s13;
  c[cAt + 2 * stride]! += s20;
  c[cAt + 2 * stride + 1]! += s21;
  c[cAt + 2 * stride + 2]! += s22;
  c[cAt + 2 * stride + 3]! += s23;
  c[cAt + 3 * stride]! += s30;
  c[cAt + 3 * stride + 1]! += s31;
  c[cAt + 3 * stride + 2]! += s32;
  c[cAt + 3 * stride + 3]! += s33;
}
