/**
 * An approximate inverse of a square matrix, by LU decomposition with partial pivoting.
 *
 * @param matrix row-major entries, size²; left as it is
 * @returns the inverse, row-major, or undefined when a pivot is zero or not finite
 */
export function invertMatrix(matrix: Float64Array, size: number): Float64Array | undefined {
  const lu = matrix.slice();
  const order = Int32Array.from({ length: size }, (_, i) => i);
  for (let k = 0; k < size; k++) {
    let pivotRow = k;
    let largest = Math.abs(lu[k * size + k]!);
    for (let i = k + 1; i < size; i++) {
      const entry = Math.abs(lu[i * size + k]!);
      if (entry > largest) {
        largest = entry;
        pivotRow = i;
      }
    }
    if (!(largest > 0 && largest < Number.POSITIVE_INFINITY)) return undefined;
    if (pivotRow !== k) {
      for (let j = 0; j < size; j++) {
        const held = lu[k * size + j]!;
        lu[k * size + j] = lu[pivotRow * size + j]!;
        lu[pivotRow * size + j] = held;
      }
      const held = order[k]!;
      order[k] = order[pivotRow]!;
      order[pivotRow] = held;
    }
    const pivot = lu[k * size + k]!;
    for (let i = k + 1; i < size; i++) {
      const factor = lu[i * size + k]! / pivot;
      lu[i * size + k] = factor;
      if (factor === 0) continue;
      for (let j = k + 1; j < size; j++) lu[i * size + j] = lu[i * size + j]! - factor * lu[k * size + j]!;
    }
  }
  // All columns of the identity at once, row operations on contiguous rows.
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++) inverse[i * size + order[i]!] = 1;
  for (let i = 0; i < size; i++) subtractRows(inverse, size, i, lu, 0, i);
  for (let i = size - 1; i >= 0; i--) {
    subtractRows(inverse, size, i, lu, i + 1, size);
    const pivot = lu[i * size + i]!;
    for (let j = 0; j < size; j++) inverse[i * size + j] = inverse[i * size + j]! / pivot;
  }
  return inverse;
}

/** Subtracts lu[target, k] times row k from the target row for k in [from, to), four at a time: less to load and store. */
function subtractRows(
  matrix: Float64Array,
  size: number,
  target: number,
  lu: Float64Array,
  from: number,
  to: number,
): void {
  const at = target * size;
  let k = from;
  for (; k + 4 <= to; k += 4) {
    const f0 = lu[at + k]!;
    const f1 = lu[at + k + 1]!;
    const f2 = lu[at + k + 2]!;
    const f3 = lu[at + k + 3]!;
    const k0 = k * size;
    const k1 = k0 + size;
    const k2 = k1 + size;
    const k3 = k2 + size;
    for (let j = 0; j < size; j++) {
      matrix[at + j] =
        matrix[at + j]! -
        (f0 * matrix[k0 + j]! + f1 * matrix[k1 + j]! + (f2 * matrix[k2 + j]! + f3 * matrix[k3 + j]!));
    }
  }
  for (; k < to; k++) {
    const factor = lu[at + k]!;
    for (let j = 0; j < size; j++) matrix[at + j] = matrix[at + j]! - factor * matrix[k * size + j]!;
  }
}
