// Dense rows in float64 and an orthogonal factorisation of some of them, for active-set methods. Every row has an even,
// zero-padded stride, so it is a whole number of f64x2 lanes.
//
// The factorisation: an orthonormal basis of R^D, one basis vector per row of `basis`, of which the first k span the k
// chosen rows; and the upper triangle R (column c at `triangle + c * stride`) with row_c = sum_i R[i][c] basis_i.

import { rowProducts } from './row-products';

export { rowProducts } from './row-products';

/** out[i] = rows[indices[i]] . x */
export function rowProductsAt(
  rows: usize,
  x: usize,
  out: usize,
  indices: usize,
  count: i32,
  stride: i32,
): void {
  const rowBytes = <usize>stride << 3;
  let i: i32 = 0;
  for (; i + 2 <= count; i += 2) {
    const at0 = rows + <usize>load<u32>(indices + (<usize>i << 2)) * rowBytes;
    const at1 = rows + <usize>load<u32>(indices + (<usize>i << 2), 4) * rowBytes;
    let a0 = f64x2.splat(0);
    let a1 = f64x2.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const xs = v128.load(x + at);
      a0 = f64x2.add(a0, f64x2.mul(v128.load(at0 + at), xs));
      a1 = f64x2.add(a1, f64x2.mul(v128.load(at1 + at), xs));
    }
    f64.store(out + (<usize>i << 3), f64x2.extract_lane(a0, 0) + f64x2.extract_lane(a0, 1));
    f64.store(out + (<usize>i << 3), f64x2.extract_lane(a1, 0) + f64x2.extract_lane(a1, 1), 8);
  }
  if (i < count) {
    const at0 = rows + <usize>load<u32>(indices + (<usize>i << 2)) * rowBytes;
    let a0 = f64x2.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      a0 = f64x2.add(a0, f64x2.mul(v128.load(at0 + at), v128.load(x + at)));
    }
    f64.store(out + (<usize>i << 3), f64x2.extract_lane(a0, 0) + f64x2.extract_lane(a0, 1));
  }
}

/** out = sum_i coefficients[i] rows[i] */
function combineRows(rows: usize, coefficients: usize, out: usize, count: i32, stride: i32): void {
  const rowBytes = <usize>stride << 3;
  memory.fill(out, 0, rowBytes);
  let i: i32 = 0;
  let r0 = rows;
  // Four rows at a time: a quarter of the loads and stores of `out`.
  for (; i + 4 <= count; i += 4) {
    const c = coefficients + (<usize>i << 3);
    const c0 = v128.load64_splat(c);
    const c1 = v128.load64_splat(c, 8);
    const c2 = v128.load64_splat(c, 16);
    const c3 = v128.load64_splat(c, 24);
    const r1 = r0 + rowBytes;
    const r2 = r1 + rowBytes;
    const r3 = r2 + rowBytes;
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const first = f64x2.add(f64x2.mul(c0, v128.load(r0 + at)), f64x2.mul(c1, v128.load(r1 + at)));
      const second = f64x2.add(f64x2.mul(c2, v128.load(r2 + at)), f64x2.mul(c3, v128.load(r3 + at)));
      v128.store(out + at, f64x2.add(v128.load(out + at), f64x2.add(first, second)));
    }
    r0 = r3 + rowBytes;
  }
  for (; i < count; i++) {
    const c0 = v128.load64_splat(coefficients + (<usize>i << 3));
    for (let at: usize = 0; at < rowBytes; at += 16) {
      v128.store(out + at, f64x2.add(v128.load(out + at), f64x2.mul(c0, v128.load(r0 + at))));
    }
    r0 += rowBytes;
  }
}

/** x = R^-1 x, in place. */
function solveTriangle(triangle: usize, x: usize, count: i32, stride: i32): void {
  for (let c: i32 = count - 1; c >= 0; c--) {
    const column = triangle + ((<usize>c * <usize>stride) << 3);
    const value = load<f64>(x + (<usize>c << 3)) / load<f64>(column + (<usize>c << 3));
    store<f64>(x + (<usize>c << 3), value);
    const values = f64x2.splat(value);
    let i: i32 = 0;
    for (; i + 2 <= c; i += 2) {
      const at = x + (<usize>i << 3);
      v128.store(at, f64x2.sub(v128.load(at), f64x2.mul(values, v128.load(column + (<usize>i << 3)))));
    }
    if (i < c) {
      const at = x + (<usize>i << 3);
      store<f64>(at, load<f64>(at) - value * load<f64>(column + (<usize>i << 3)));
    }
  }
}

/**
 * Splits a vector into what the k chosen rows span and the rest: products = basis . vector, rest = its part orthogonal
 * to the chosen rows, coefficients = those that combine the chosen rows to the other part. Returns |rest|^2.
 */
export function project(
  basis: usize,
  triangle: usize,
  vector: usize,
  products: usize,
  rest: usize,
  coefficients: usize,
  chosen: i32,
  dimension: i32,
  stride: i32,
): f64 {
  rowProducts(basis, vector, products, dimension, stride);
  const free = products + (<usize>chosen << 3);
  combineRows(basis + ((<usize>chosen * <usize>stride) << 3), free, rest, dimension - chosen, stride);
  return finishProjection(triangle, products, coefficients, chosen, dimension, stride);
}

/** The same for the vector of the last `project` after one `remove`, which has turned `products` along. */
export function reproject(
  basis: usize,
  triangle: usize,
  products: usize,
  rest: usize,
  coefficients: usize,
  chosen: i32,
  dimension: i32,
  stride: i32,
): f64 {
  // The basis vector that became free adds its part to the rest.
  const rowBytes = <usize>stride << 3;
  const freed = basis + <usize>chosen * rowBytes;
  const part = v128.load64_splat(products + (<usize>chosen << 3));
  for (let at: usize = 0; at < rowBytes; at += 16) {
    v128.store(rest + at, f64x2.add(v128.load(rest + at), f64x2.mul(part, v128.load(freed + at))));
  }
  return finishProjection(triangle, products, coefficients, chosen, dimension, stride);
}

function finishProjection(
  triangle: usize,
  products: usize,
  coefficients: usize,
  chosen: i32,
  dimension: i32,
  stride: i32,
): f64 {
  memory.copy(coefficients, products, <usize>chosen << 3);
  solveTriangle(triangle, coefficients, chosen, stride);
  let square: f64 = 0;
  for (let j: i32 = chosen; j < dimension; j++) {
    const value = load<f64>(products + (<usize>j << 3));
    square += value * value;
  }
  return square;
}

/**
 * Appends the vector that was projected last to the chosen rows, by a Householder reflection of the basis vectors that
 * are still free. `products` and `rest` as `project` left them; both are overwritten.
 */
export function append(
  basis: usize,
  triangle: usize,
  products: usize,
  rest: usize,
  restSquare: f64,
  chosen: i32,
  dimension: i32,
  stride: i32,
): void {
  const rowBytes = <usize>stride << 3;
  const free = products + (<usize>chosen << 3);
  const first = load<f64>(free);
  const length = sqrt(restSquare);
  const diagonal = first > 0 ? -length : length;
  const column = triangle + <usize>chosen * rowBytes;
  memory.copy(column, products, <usize>chosen << 3);
  store<f64>(column + (<usize>chosen << 3), diagonal);
  // u = products_free - diagonal e_1, w = sum_j u_j basis_j = rest - diagonal basis_first.
  store<f64>(free, first - diagonal);
  const from = basis + <usize>chosen * rowBytes;
  const negative = f64x2.splat(-diagonal);
  for (let at: usize = 0; at < rowBytes; at += 16) {
    v128.store(rest + at, f64x2.add(v128.load(rest + at), f64x2.mul(negative, v128.load(from + at))));
  }
  const scale = -1 / (restSquare - diagonal * first);
  for (let j: i32 = 0; j < dimension - chosen; j++) {
    const factor = f64x2.splat(scale * load<f64>(free + (<usize>j << 3)));
    const row = from + <usize>j * rowBytes;
    for (let at: usize = 0; at < rowBytes; at += 16) {
      v128.store(row + at, f64x2.add(v128.load(row + at), f64x2.mul(factor, v128.load(rest + at))));
    }
  }
}

/**
 * Takes chosen row `index` out, by plane rotations, which `products` (basis . some vector) follows. `rotations` has room
 * for 2 numbers per chosen row.
 */
export function remove(
  basis: usize,
  triangle: usize,
  rotations: usize,
  products: usize,
  index: i32,
  chosen: i32,
  stride: i32,
): void {
  const rowBytes = <usize>stride << 3;
  for (let c: i32 = index; c < chosen - 1; c++) {
    const column = triangle + <usize>c * rowBytes;
    memory.copy(column, column + rowBytes, <usize>(c + 2) << 3);
    for (let i: i32 = index; i < c; i++) {
      const at = column + (<usize>i << 3);
      const turn = rotations + (<usize>i << 4);
      const cosine = load<f64>(turn);
      const sine = load<f64>(turn, 8);
      const upper = load<f64>(at);
      const lower = load<f64>(at, 8);
      store<f64>(at, cosine * upper + sine * lower);
      store<f64>(at, cosine * lower - sine * upper, 8);
    }
    const at = column + (<usize>c << 3);
    const upper = load<f64>(at);
    const lower = load<f64>(at, 8);
    const length = sqrt(upper * upper + lower * lower);
    const turn = rotations + (<usize>c << 4);
    store<f64>(turn, length > 0 ? upper / length : 1);
    store<f64>(turn, length > 0 ? lower / length : 0, 8);
    store<f64>(at, length);
    store<f64>(at, 0, 8);
  }
  for (let i: i32 = index; i < chosen - 1; i++) {
    const turn = rotations + (<usize>i << 4);
    const cosine = v128.load64_splat(turn);
    const sine = v128.load64_splat(turn, 8);
    const product = products + (<usize>i << 3);
    const p0 = load<f64>(product);
    const p1 = load<f64>(product, 8);
    store<f64>(product, load<f64>(turn) * p0 + load<f64>(turn, 8) * p1);
    store<f64>(product, load<f64>(turn) * p1 - load<f64>(turn, 8) * p0, 8);
    const upper = basis + <usize>i * rowBytes;
    const lower = upper + rowBytes;
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const a = v128.load(upper + at);
      const b = v128.load(lower + at);
      v128.store(upper + at, f64x2.add(f64x2.mul(cosine, a), f64x2.mul(sine, b)));
      v128.store(lower + at, f64x2.sub(f64x2.mul(cosine, b), f64x2.mul(sine, a)));
    }
  }
}

/**
 * The point nearest to `center` at which the chosen rows have the products `targets`:
 * point = center + sum_i multipliers[i] row_i. `products` and `multipliers` are work areas of D and k numbers.
 */
export function nearest(
  basis: usize,
  triangle: usize,
  center: usize,
  targets: usize,
  products: usize,
  multipliers: usize,
  point: usize,
  chosen: i32,
  stride: i32,
): void {
  const rowBytes = <usize>stride << 3;
  // R^T y = targets, less what the center already has.
  for (let c: i32 = 0; c < chosen; c++) {
    const column = triangle + <usize>c * rowBytes;
    let sum = load<f64>(targets + (<usize>c << 3));
    for (let i: i32 = 0; i < c; i++) {
      sum -= load<f64>(column + (<usize>i << 3)) * load<f64>(multipliers + (<usize>i << 3));
    }
    store<f64>(multipliers + (<usize>c << 3), sum / load<f64>(column + (<usize>c << 3)));
  }
  rowProducts(basis, center, products, chosen, stride);
  for (let c: i32 = 0; c < chosen; c++) {
    const at = multipliers + (<usize>c << 3);
    store<f64>(at, load<f64>(at) - load<f64>(products + (<usize>c << 3)));
  }
  combineRows(basis, multipliers, point, chosen, stride);
  for (let at: usize = 0; at < rowBytes; at += 16) {
    v128.store(point + at, f64x2.add(v128.load(point + at), v128.load(center + at)));
  }
  solveTriangle(triangle, multipliers, chosen, stride);
}
