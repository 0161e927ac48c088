/**
 * The factorisation Nᵀ = QᵀR of a growing and shrinking list of independent vectors (the rows of N): Q has orthonormal
 * rows, R is upper triangular.
 */
export interface OrthogonalFactor {
  readonly count: number;
  /**
   * Splits v = Nᵀr + d with d orthogonal to all vectors of the list.
   *
   * @param rest receives d
   * @param coefficients receives r, `count` numbers
   * @returns ‖d‖
   */
  project(v: Float64Array, rest: Float64Array, coefficients: Float64Array): number;
  /** Appends the vector that was projected last; its rest must not be zero. */
  append(): void;
  /** Removes the vector at `index`; the later ones move up. */
  remove(index: number): void;
  /**
   * The shortest z with N z = rhs, and the multipliers u with z = Nᵀu.
   */
  solve(rhs: ArrayLike<number>, z: Float64Array, multipliers: Float64Array): void;
}

/** Starts with no vectors of the given dimension. */
export function createOrthogonalFactor(dimension: number): OrthogonalFactor {
  // q: row k is the k-th orthonormal vector. r: column j (the j-th vector's coordinates in Q) starts at j * dimension.
  const q = new Float64Array(dimension * dimension);
  const r = new Float64Array(dimension * dimension);
  const along = new Float64Array(dimension);
  const correction = new Float64Array(dimension);
  const lastRest = new Float64Array(dimension);
  const y = new Float64Array(dimension);
  let lastNorm = 0;
  let count = 0;

  const subtractAlong = (target: Float64Array, into: Float64Array): void => {
    for (let k = 0; k < count; k++) {
      const at = k * dimension;
      let sum = 0;
      for (let j = 0; j < dimension; j++) sum += q[at + j]! * target[j]!;
      into[k] = sum;
    }
    for (let k = 0; k < count; k++) {
      const at = k * dimension;
      const factor = into[k]!;
      for (let j = 0; j < dimension; j++) target[j] = target[j]! - factor * q[at + j]!;
    }
  };
  const solveUpper = (b: Float64Array, out: Float64Array): void => {
    for (let k = 0; k < count; k++) out[k] = b[k]!;
    for (let k = count - 1; k >= 0; k--) {
      const at = k * dimension;
      const value = out[k]! / r[at + k]!;
      out[k] = value;
      for (let i = 0; i < k; i++) out[i] = out[i]! - value * r[at + i]!;
    }
  };

  return {
    get count() {
      return count;
    },
    project: (v, rest, coefficients) => {
      rest.set(v);
      along.fill(0);
      // Twice: after one pass the rest is orthogonal only to the accuracy of v, not of itself.
      subtractAlong(rest, along);
      subtractAlong(rest, correction);
      for (let k = 0; k < count; k++) along[k] = along[k]! + correction[k]!;
      let squares = 0;
      for (let j = 0; j < dimension; j++) squares += rest[j]! * rest[j]!;
      lastNorm = count === dimension ? 0 : Math.sqrt(squares);
      lastRest.set(rest);
      solveUpper(along, coefficients);
      return lastNorm;
    },
    append: () => {
      const at = count * dimension;
      for (let j = 0; j < dimension; j++) q[at + j] = lastRest[j]! / lastNorm;
      for (let k = 0; k < count; k++) r[at + k] = along[k]!;
      r[at + count] = lastNorm;
      count++;
    },
    remove: (index) => {
      r.copyWithin(index * dimension, (index + 1) * dimension, count * dimension);
      // Columns index.. now have one entry below the diagonal: rotate it away, in R and in Q.
      for (let k = index; k < count - 1; k++) {
        const at = k * dimension;
        const a = r[at + k]!;
        const b = r[at + k + 1]!;
        const length = Math.hypot(a, b);
        const cos = a / length;
        const sin = b / length;
        for (let j = k; j < count - 1; j++) {
          const column = j * dimension + k;
          const upper = r[column]!;
          const lower = r[column + 1]!;
          r[column] = cos * upper + sin * lower;
          r[column + 1] = cos * lower - sin * upper;
        }
        const below = at + dimension;
        for (let j = 0; j < dimension; j++) {
          const upper = q[at + j]!;
          const lower = q[below + j]!;
          q[at + j] = cos * upper + sin * lower;
          q[below + j] = cos * lower - sin * upper;
        }
      }
      count--;
    },
    solve: (rhs, z, multipliers) => {
      for (let k = 0; k < count; k++) {
        const at = k * dimension;
        let sum = rhs[k]!;
        for (let i = 0; i < k; i++) sum -= r[at + i]! * y[i]!;
        y[k] = sum / r[at + k]!;
      }
      z.fill(0);
      for (let k = 0; k < count; k++) {
        const at = k * dimension;
        const factor = y[k]!;
        for (let j = 0; j < dimension; j++) z[j] = z[j]! + factor * q[at + j]!;
      }
      solveUpper(y, multipliers);
    },
  };
}
