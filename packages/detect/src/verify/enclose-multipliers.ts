import { exponentOf, timesPowerOfTwo, unitRoundoff } from './floating-point.js';
import { invertMatrix } from './invert-matrix.js';

/** What {@link encloseMultipliers} found. */
export type Enclosure =
  /** Exact positive multipliers exist, within half of the given ones. */
  | { readonly enclosed: true }
  /** Not proved; `refined` are multipliers one Newton step better than the given ones, where that was possible. */
  | { readonly enclosed: false; readonly reason: string; readonly refined?: Float64Array };

/**
 * Proves, in floating point, that the exact equation Σ λ_i c_i = 0 has a solution with every λ_i > 0, close to given
 * approximate multipliers, where c_0..c_m are m + 1 vectors in R^m.
 *
 * λ_0 is held fixed; the others solve the square system G y = -λ_0 c_0. With any approximate inverse R of G,
 * α = ‖I - RG‖ < 1 proves that G is regular, and the exact solution differs from the given one by at most
 * ‖R (G y + λ_0 c_0)‖ / (1 - α) (maximum norms; Rump, "Verification methods", Acta Numerica 2010, section 10). All
 * quantities carry the bound of their own rounding. Columns and rows are first scaled by powers of two, which is
 * exact, so that all multipliers lie in [1, 2): one bound below 1/2 then proves every sign.
 *
 * @param columns m + 1 vectors of m finite numbers each
 * @param multipliers m + 1 positive finite numbers
 */
export function encloseMultipliers(
  columns: readonly Float64Array[],
  multipliers: ArrayLike<number>,
): Enclosure {
  const size = columns.length - 1;
  if (size === 0) return { enclosed: true };
  const shifts = columns.map((_, i) => exponentOf(multipliers[i]!));
  const scaled = scaleRows(columns, shifts, size);
  if (scaled === undefined)
    return { enclosed: false, reason: 'the entries span too many orders of magnitude' };
  const y = Float64Array.from(multipliers, (multiplier, i) => timesPowerOfTwo(multiplier, -shifts[i]!));
  // G: the columns 1..size as a row-major matrix; scaled[k * (size + 1) + i] is coordinate k of column i.
  const width = size + 1;
  const g = new Float64Array(size * size);
  for (let k = 0; k < size; k++) g.set(scaled.subarray(k * width + 1, (k + 1) * width), k * size);
  const r = invertMatrix(g, size);
  if (r === undefined) return { enclosed: false, reason: 'the rows of the certificate are dependent' };

  const gamma = (count: number): number => count * unitRoundoff * 1.02;
  const alpha = identityDefect(r, g, size);
  if (!(alpha < 0.5)) {
    return { enclosed: false, reason: `the rows of the certificate are nearly dependent (${alpha})` };
  }
  const residual = new Float64Array(size);
  const bound = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    let sum = 0;
    let sizes = 0;
    for (let i = 0; i < width; i++) {
      const term = scaled[k * width + i]! * y[i]!;
      sum += term;
      sizes += Math.abs(term);
    }
    residual[k] = sum;
    bound[k] = Math.abs(sum) + gamma(width + 6) * sizes + 1e-300;
  }
  let deviation = 0;
  for (let k = 0; k < size; k++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += Math.abs(r[k * size + j]!) * bound[j]!;
    deviation = Math.max(deviation, sum);
  }
  deviation = (deviation * (1 + gamma(size + 6)) + 1e-300) / (1 - alpha);
  if (deviation < 0.5) return { enclosed: true };
  const refined = Float64Array.from(multipliers);
  for (let k = 0; k < size; k++) {
    let step = 0;
    for (let j = 0; j < size; j++) step += r[k * size + j]! * residual[j]!;
    refined[k + 1] = timesPowerOfTwo(y[k + 1]! - step, shifts[k + 1]!);
  }
  return { enclosed: false, reason: `the multipliers are uncertain by ${deviation} of themselves`, refined };
}

/** Scales column i by 2^shift_i and then every row by a power of two to a largest entry in [1, 2). */
function scaleRows(
  columns: readonly Float64Array[],
  shifts: readonly number[],
  size: number,
): Float64Array | undefined {
  const width = columns.length;
  const scaled = new Float64Array(size * width);
  for (let k = 0; k < size; k++) {
    let top = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < width; i++) {
      const entry = columns[i]![k]!;
      if (entry !== 0) top = Math.max(top, exponentOf(entry) + shifts[i]!);
    }
    if (top === Number.NEGATIVE_INFINITY) return undefined;
    for (let i = 0; i < width; i++) {
      const entry = columns[i]![k]!;
      if (entry === 0) continue;
      // Too small a result would lose bits, and the scaling would no longer be exact.
      if (exponentOf(entry) + shifts[i]! - top < -900) return undefined;
      scaled[k * width + i] = timesPowerOfTwo(
        timesPowerOfTwo(entry, -exponentOf(entry)),
        exponentOf(entry) + shifts[i]! - top,
      );
    }
  }
  return scaled;
}

/** An upper bound of ‖I - RG‖ in the maximum norm, its own rounding included. */
function identityDefect(r: Float64Array, g: Float64Array, size: number): number {
  const rowSums = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += Math.abs(g[k * size + j]!);
    rowSums[k] = sum;
  }
  const product = new Float64Array(size);
  let defect = 0;
  for (let i = 0; i < size; i++) {
    product.fill(0);
    let sizes = 0;
    // Four rows of G at a time: less to load and store. The bound below holds for any order of the sums.
    let k = 0;
    for (; k + 4 <= size; k += 4) {
      const f0 = r[i * size + k]!;
      const f1 = r[i * size + k + 1]!;
      const f2 = r[i * size + k + 2]!;
      const f3 = r[i * size + k + 3]!;
      sizes +=
        Math.abs(f0) * rowSums[k]! +
        Math.abs(f1) * rowSums[k + 1]! +
        Math.abs(f2) * rowSums[k + 2]! +
        Math.abs(f3) * rowSums[k + 3]!;
      const at0 = k * size;
      const at1 = at0 + size;
      const at2 = at1 + size;
      const at3 = at2 + size;
      for (let j = 0; j < size; j++) {
        product[j] =
          product[j]! + (f0 * g[at0 + j]! + f1 * g[at1 + j]! + (f2 * g[at2 + j]! + f3 * g[at3 + j]!));
      }
    }
    for (; k < size; k++) {
      const factor = r[i * size + k]!;
      sizes += Math.abs(factor) * rowSums[k]!;
      for (let j = 0; j < size; j++) product[j] = product[j]! + factor * g[k * size + j]!;
    }
    let distance = 0;
    for (let j = 0; j < size; j++) distance += Math.abs((i === j ? 1 : 0) - product[j]!);
    defect = Math.max(defect, distance * 1.001 + (2 * size + 20) * unitRoundoff * 1.02 * (sizes * 1.001 + 1));
    if (Number.isNaN(distance)) return Number.POSITIVE_INFINITY;
  }
  return defect;
}
