import type { LayerInput } from '../layer/layer.js';

/**
 * The truth about a label set, by exact rational arithmetic: whether some input outputs exactly it. Slow; for tiny
 * layers. Shares nothing with the detector: argmax and top-k are written as differences of rows, not with a threshold.
 *
 * By Gordan's theorem the strict inequalities A z > 0 (and t >= 0) have no solution iff some λ >= 0, μ >= 0 with
 * Σ λ = 1 has Aᵀλ + μ e_t = 0. That is the first phase of a linear program, solved by the simplex method with integer
 * pivoting and Bland's rule.
 */
export function isArgmaxableExactly(layer: LayerInput, labels: readonly number[]): boolean {
  const { weights, bias, rule = 'threshold' } = layer;
  const { rows, cols } = weights;
  const all = [...weights.data, ...(bias ?? [])];
  const lowest = all.reduce((least, value) => (value === 0 ? least : Math.min(least, exponent(value))), 1100);
  const rowOf = (label: number): bigint[] => [
    ...Array.from({ length: cols }, (_, j) => integer(weights.data[label * cols + j]!, lowest)),
    ...(bias === undefined ? [] : [integer(bias[label]!, lowest)]),
  ];
  const inside = new Set(labels);
  const outside = Array.from({ length: rows }, (_, label) => label).filter((label) => !inside.has(label));
  const inequalities =
    rule === 'threshold'
      ? Array.from({ length: rows }, (_, label) =>
          rowOf(label).map((entry) => (inside.has(label) ? entry : -entry)),
        )
      : labels.flatMap((label) =>
          outside.map((other) => {
            const far = rowOf(other);
            return rowOf(label).map((entry, j) => entry - far[j]!);
          }),
        );
  if (inequalities.length === 0) return true;
  const dimension = inequalities[0]!.length;
  const columns = [...inequalities.map((inequality) => [...inequality, 1n])];
  if (bias !== undefined) {
    const unit = new Array<bigint>(dimension + 1).fill(0n);
    unit[dimension - 1] = 1n;
    columns.push(unit);
  }
  return !hasNonnegativeSolution(columns, dimension + 1);
}

/** Whether Σ x_c column_c = (0, …, 0, 1) for some x >= 0. */
function hasNonnegativeSolution(columns: readonly bigint[][], size: number): boolean {
  const count = columns.length;
  // Tableau rows: coefficients of the columns, then the right-hand side; artificial variables are the first basis and
  // never come back. The last row is minus the sum of the others: the reduced costs of phase one.
  const tableau = Array.from({ length: size }, (_, i) => [
    ...columns.map((column) => column[i]!),
    i === size - 1 ? 1n : 0n,
  ]);
  const costs = Array.from({ length: count + 1 }, (_, c) => tableau.reduce((sum, row) => sum - row[c]!, 0n));
  tableau.push(costs);
  const basis = new Array<number>(size).fill(-1).map((_, i) => count + i);
  let previous = 1n;
  for (;;) {
    const reduced = tableau[size]!;
    if (reduced[count] === 0n) return true;
    let entering = -1;
    for (let c = 0; c < count && entering < 0; c++) {
      if (reduced[c]! < 0n && !basis.includes(c)) entering = c;
    }
    if (entering < 0) return false;
    let leaving = -1;
    for (let i = 0; i < size; i++) {
      const entry = tableau[i]![entering]!;
      if (entry <= 0n) continue;
      if (leaving < 0) {
        leaving = i;
        continue;
      }
      const left = tableau[i]![count]! * tableau[leaving]![entering]!;
      const right = tableau[leaving]![count]! * entry;
      if (left < right || (left === right && basis[i]! < basis[leaving]!)) leaving = i;
    }
    if (leaving < 0) throw new Error('phase one cannot be unbounded');
    const pivotRow = tableau[leaving]!;
    const pivot = pivotRow[entering]!;
    for (let i = 0; i <= size; i++) {
      if (i === leaving) continue;
      const row = tableau[i]!;
      const factor = row[entering]!;
      for (let c = 0; c <= count; c++) row[c] = (row[c]! * pivot - factor * pivotRow[c]!) / previous;
    }
    previous = pivot;
    basis[leaving] = entering;
  }
}

function exponent(value: number): number {
  return Math.max(-1074, Math.floor(Math.log2(Math.abs(value))) - 54);
}

/** value / 2^lowest, an integer. */
function integer(value: number, lowest: number): bigint {
  if (value === 0) return 0n;
  let mantissa = value;
  let power = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    power--;
  }
  // Loses nothing: an integer double is an exact BigInt.
  const shift = power - lowest;
  return shift >= 0 ? BigInt(mantissa) << BigInt(shift) : BigInt(mantissa) >> BigInt(-shift);
}
