import { copyHomogeneousRow, type Layer } from '../layer/layer.js';
import { dyadicOf } from '../verify/exact-sum.js';

/** Beyond this many rows the integers grow too long to be worth the time. */
const maxRows = 64;

/** Exact multipliers, and whether t >= 0 is part of the combination. */
export interface ExactCombination {
  readonly multipliers: readonly bigint[];
  /** Whether the bias coordinate of the sum is negative rather than zero. */
  readonly hasSlack: boolean;
}

/**
 * The multipliers λ_i >= 0 with Σ λ_i s_i a_i = 0 in exact arithmetic (in the bias coordinate: <= 0), where the given
 * rows have exactly one combination that vanishes, up to a factor.
 *
 * Fraction-free Gauss-Jordan elimination (Bareiss, "Sylvester's identity and multistep integer-preserving Gaussian
 * elimination", 1968) on the rows as integers: every double is an integer times a power of two.
 *
 * @param rows label numbers
 * @returns one integer per row without a common factor, some of them positive; or undefined when the rows are independent,
 *   have more than one combination, have one with mixed signs, or are more than 64
 */
export function exactMultipliers(
  layer: Layer,
  signs: Int8Array,
  rows: readonly number[],
): ExactCombination | undefined {
  if (rows.length > maxRows || rows.length > layer.homogeneousDim + 1) return undefined;
  const biasAt = layer.bias === undefined ? -1 : layer.dim;
  const { columns, exponents } = integerRows(layer, signs, rows);
  // Without the bias first: there the sum only has to be <= 0.
  let combination =
    biasAt < 0
      ? undefined
      : nullVector(
          columns.map((column) => column.filter((_, j) => j !== biasAt)),
          layer.homogeneousDim - 1,
        );
  if (combination === undefined || !signed(combination)) {
    combination = nullVector(columns, layer.homogeneousDim);
    if (combination === undefined || !signed(combination)) return undefined;
  }
  // a_i = 2^e_i A_i: the multiplier of A_i becomes one of a_i, made an integer by the largest e_i.
  const largest = exponents.reduce((a, b) => Math.max(a, b));
  const scaled = combination.map((value, i) => value << BigInt(largest - exponents[i]!));
  const common = scaled.reduce(greatestCommonDivisor, 0n);
  const multipliers = scaled.map((value) => value / common);
  if (biasAt < 0) return { multipliers, hasSlack: false };
  let sum = 0n;
  combination.forEach((value, i) => {
    sum += value * columns[i]![biasAt]!;
  });
  return sum > 0n ? undefined : { multipliers, hasSlack: sum < 0n };
}

/** s_i a_i as integers A_i with one exponent per row: s_i a_i = 2^e_i A_i. */
function integerRows(
  layer: Layer,
  signs: Int8Array,
  rows: readonly number[],
): { columns: bigint[][]; exponents: number[] } {
  const row = new Float64Array(layer.homogeneousDim);
  const columns: bigint[][] = [];
  const exponents: number[] = [];
  for (const label of rows) {
    copyHomogeneousRow(layer, label, row, 0);
    const entries = Array.from(row, dyadicOf);
    const used = entries.filter(({ mantissa }) => mantissa !== 0n);
    const lowest = used.reduce((least, { exponent }) => Math.min(least, exponent), used[0]?.exponent ?? 0);
    const integers = entries.map(({ mantissa, exponent }) =>
      mantissa === 0n ? 0n : mantissa << BigInt(exponent - lowest),
    );
    const common = integers.reduce(greatestCommonDivisor, 0n);
    // Only factors of two may go into the exponent; they are most of what doubles have in common.
    const twos = common === 0n ? 0 : trailingZeros(common);
    columns.push(integers.map((value) => (signs[label] === -1 ? -value : value) >> BigInt(twos)));
    exponents.push(lowest + twos);
  }
  return { columns, exponents };
}

/** The combination of the columns that vanishes, if there is exactly one up to a factor; made >= 0 if it can be. */
function nullVector(columns: readonly bigint[][], numCoordinates: number): bigint[] | undefined {
  const count = columns.length;
  const matrix = Array.from({ length: numCoordinates }, (_, j) => columns.map((column) => column[j]!));
  let previous = 1n;
  let rank = 0;
  let free = -1;
  for (let i = 0; i < count; i++) {
    const pivotRow = matrix.findIndex((row, j) => j >= rank && row[i] !== 0n);
    if (pivotRow < 0) {
      if (free >= 0) return undefined;
      free = i;
      continue;
    }
    [matrix[rank], matrix[pivotRow]] = [matrix[pivotRow]!, matrix[rank]!];
    const pivotValues = matrix[rank]!;
    const pivot = pivotValues[i]!;
    for (let j = 0; j < numCoordinates; j++) {
      if (j === rank) continue;
      const values = matrix[j]!;
      const factor = values[i]!;
      for (let c = 0; c < count; c++) values[c] = (pivot * values[c]! - factor * pivotValues[c]!) / previous;
    }
    previous = pivot;
    rank++;
  }
  if (free < 0) return undefined;
  // Every pivot row now reads: previous * x_pivot + entry * x_free = 0.
  const combination: bigint[] = new Array<bigint>(count).fill(0n);
  combination[free] = previous;
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (i === free) continue;
    combination[i] = -matrix[at]![free]!;
    at++;
  }
  return combination.some((value) => value < 0n) ? combination.map((value) => -value) : combination;
}

function signed(combination: readonly bigint[]): boolean {
  return combination.every((value) => value >= 0n) && combination.some((value) => value > 0n);
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function trailingZeros(value: bigint): number {
  let size = value < 0n ? -value : value;
  let zeros = 0;
  while ((size & 0xffffffffn) === 0n) {
    size >>= 32n;
    zeros += 32;
  }
  while ((size & 1n) === 0n) {
    size >>= 1n;
    zeros++;
  }
  return zeros;
}
