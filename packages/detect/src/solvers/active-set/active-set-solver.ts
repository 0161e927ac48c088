import { type CandidateRows, createCandidateRows } from '../candidate-rows.js';
import type { MarginSolver, SolverRequest, SolverResult } from '../margin-solver.js';
import { createOrthogonalFactor } from './orthogonal-factor.js';

/**
 * The largest margin by a dual active-set method. Scaled so that the margin is 1 / ‖z‖, the problem is
 *
 *     minimise ½‖z‖²   subject to   s_i p_i·z >= 1 for all rows i,   z[nonnegative] >= 0
 *
 * Starting from z = 0, the method takes up one violated constraint at a time and moves z and the multipliers of the
 * constraints taken up so far (the active ones, always linearly independent) until the new one holds, dropping those
 * whose multiplier reaches zero. When no step in z is possible and none drops, the new row is a combination of the
 * active ones with multipliers of the wrong sign, which is a Farkas certificate.
 *
 * Source: Goldfarb and Idnani, "A numerically stable dual method for solving strictly convex quadratic programs",
 * Mathematical Programming 27 (1983). Rows are taken from a growing list of candidates: all rows are priced only when
 * no candidate is violated, and the most violated ones join. The optimum over all rows is reached when none is left.
 */
export const activeSetSolver: MarginSolver = { name: 'active-set', solve };

const nonnegativity = -1;

function solve(request: SolverRequest): SolverResult {
  const { system, signs, goal, tight } = request;
  const { dimension, numRows, nonnegative } = system;
  const candidates = createCandidateRows(system, signs);
  const batch = Math.max(16, dimension);
  candidates.addSmallest(signedProducts(system.multiply(centreDifference(request)), signs), Infinity, batch);

  const factor = createOrthogonalFactor(dimension);
  const dependence = tight ? 1e-15 * Math.sqrt(dimension) : 1e-12;
  const maxIterations = 100 * (dimension + 10);
  // The active constraints: candidate numbers, or `nonnegativity`, with their multipliers and right-hand sides.
  const active: number[] = [];
  const rhs: number[] = [];
  const multipliers: Float64Array = new Float64Array(dimension + 1);
  const z = new Float64Array(dimension);
  const normal = new Float64Array(dimension);
  const rest = new Float64Array(dimension);
  const coefficients = new Float64Array(dimension);
  let iterations = 0;

  const drop = (index: number): void => {
    factor.remove(index);
    active.splice(index, 1);
    rhs.splice(index, 1);
    multipliers.copyWithin(index, index + 1, active.length + 1);
  };
  const tolerance = (): number => Math.max(1e-9, 4 * dimension * 2 ** -53 * norm(z));

  for (;;) {
    // Bring the candidates in order.
    for (;;) {
      const entering = mostViolated(candidates, dimension, z, tolerance(), nonnegative, active);
      if (entering === undefined) break;
      const target = entering === nonnegativity ? 0 : 1;
      if (entering === nonnegativity) {
        normal.fill(0);
        normal[nonnegative!] = 1;
      } else {
        normal.set(candidates.data.subarray(entering * dimension, (entering + 1) * dimension));
      }
      for (;;) {
        if (++iterations > maxIterations) {
          return { iterations, failure: `no answer after ${maxIterations} steps`, ...bestSoFar() };
        }
        const restNorm = factor.project(normal, rest, coefficients);
        const blocking = firstToDrop(multipliers, coefficients, active.length);
        if (restNorm <= dependence) {
          if (blocking === undefined) return { iterations, combination: farkas(entering) };
          const step = multipliers[blocking]! / coefficients[blocking]!;
          for (let k = 0; k < active.length; k++) multipliers[k] = multipliers[k]! - step * coefficients[k]!;
          drop(blocking);
          continue;
        }
        const gap = target - dot(normal, z, dimension);
        const full = gap / (restNorm * restNorm);
        const partial = blocking === undefined ? Infinity : multipliers[blocking]! / coefficients[blocking]!;
        const step = Math.max(0, Math.min(full, partial));
        if (!Number.isFinite(step)) return { iterations, failure: 'a step is not finite' };
        for (let j = 0; j < dimension; j++) z[j] = z[j]! + step * rest[j]!;
        for (let k = 0; k < active.length; k++) multipliers[k] = multipliers[k]! - step * coefficients[k]!;
        if (full > partial) {
          drop(blocking!);
          continue;
        }
        factor.append();
        active.push(entering);
        rhs.push(target);
        // Recomputed from the factors, so that the rounding of the steps does not add up.
        factor.solve(rhs, z, multipliers);
        for (let k = 0; k < active.length; k++) multipliers[k] = Math.max(0, multipliers[k]!);
        break;
      }
    }
    const values = signedProducts(system.multiply(z), signs);
    let smallest = Infinity;
    for (let i = 0; i < numRows; i++) if (values[i]! < smallest) smallest = values[i]!;
    if (!Number.isFinite(smallest)) return { iterations, failure: 'the products are not finite' };
    if (goal === 'any' && smallest > 2 * tolerance()) {
      return { iterations, direction: z, isBest: false, ...combinationSoFar() };
    }
    if (candidates.addSmallest(values, 1 - tolerance(), batch) === 0) {
      return { iterations, direction: z, isBest: true, ...combinationSoFar() };
    }
  }

  function farkas(entering: number): { rows: number[]; multipliers: number[] } {
    const rows: number[] = [];
    const values: number[] = [];
    let largest = 1;
    for (let k = 0; k < active.length; k++) largest = Math.max(largest, Math.abs(coefficients[k]!));
    for (let k = 0; k < active.length; k++) {
      const value = -coefficients[k]!;
      if (active[k] === nonnegativity || value <= 1e-13 * largest) continue;
      rows.push(candidates.rowAt(active[k]!));
      values.push(value);
    }
    if (entering !== nonnegativity) {
      rows.push(candidates.rowAt(entering));
      values.push(1);
    }
    return { rows, multipliers: values };
  }

  function combinationSoFar(): Pick<SolverResult, 'combination'> {
    const rows: number[] = [];
    const values: number[] = [];
    for (let k = 0; k < active.length; k++) {
      if (active[k] === nonnegativity || !(multipliers[k]! > 0)) continue;
      rows.push(candidates.rowAt(active[k]!));
      values.push(multipliers[k]!);
    }
    return { combination: { rows, multipliers: values } };
  }

  function bestSoFar(): Pick<SolverResult, 'direction' | 'combination'> {
    return { direction: z, ...combinationSoFar() };
  }
}

/** The mean of the rows in the set minus the mean of all others: a direction that has most signs right. */
function centreDifference({ system, signs }: SolverRequest): Float64Array {
  const { dimension, numRows, nonnegative } = system;
  const inside = new Float64Array(dimension);
  const row = new Float64Array(dimension);
  let numInside = 0;
  for (let i = 0; i < numRows; i++) {
    if (signs[i] !== 1) continue;
    numInside++;
    system.copyRow(i, row, 0);
    for (let j = 0; j < dimension; j++) inside[j] = inside[j]! + row[j]!;
  }
  const all = system.sumOfRows();
  const perInside = 1 / Math.max(1, numInside);
  const perOutside = 1 / Math.max(1, numRows - numInside);
  const centre = inside.map((sum, j) => sum * perInside - (all[j]! - sum) * perOutside);
  if (nonnegative !== undefined) centre[nonnegative] = Math.max(0, centre[nonnegative]!);
  return centre;
}

function mostViolated(
  candidates: CandidateRows,
  dimension: number,
  z: Float64Array,
  tolerance: number,
  nonnegative: number | undefined,
  active: readonly number[],
): number | undefined {
  const { count, data } = candidates;
  let worst: number | undefined;
  let lowest = 1 - tolerance;
  for (let c = 0; c < count; c++) {
    const value = dotAt(data, c * dimension, z, dimension);
    // An active constraint holds by construction; where it looks violated, that is rounding.
    if (value < lowest && !active.includes(c)) {
      lowest = value;
      worst = c;
    }
  }
  if (nonnegative !== undefined && 1 + z[nonnegative]! < lowest && !active.includes(nonnegativity)) {
    return nonnegativity;
  }
  return worst;
}

/** The first active constraint whose multiplier reaches zero; of several at once the one with the largest pivot. */
function firstToDrop(
  multipliers: Float64Array,
  coefficients: Float64Array,
  count: number,
): number | undefined {
  let largest = 0;
  for (let k = 0; k < count; k++) largest = Math.max(largest, Math.abs(coefficients[k]!));
  const negligible = 1e-13 * Math.max(1, largest);
  let shortest = Infinity;
  for (let k = 0; k < count; k++) {
    if (coefficients[k]! > negligible) shortest = Math.min(shortest, multipliers[k]! / coefficients[k]!);
  }
  if (shortest === Infinity) return undefined;
  let chosen: number | undefined;
  for (let k = 0; k < count; k++) {
    if (!(coefficients[k]! > negligible)) continue;
    if (multipliers[k]! / coefficients[k]! > shortest * (1 + 1e-10)) continue;
    if (chosen === undefined || coefficients[k]! > coefficients[chosen]!) chosen = k;
  }
  return chosen;
}

function signedProducts(products: Float64Array, signs: Int8Array): Float64Array {
  for (let i = 0; i < products.length; i++) products[i] = products[i]! * signs[i]!;
  return products;
}

function dot(a: Float64Array, b: Float64Array, count: number): number {
  return dotAt(a, 0, b, count);
}

function dotAt(a: Float64Array, at: number, b: Float64Array, count: number): number {
  let sum = 0;
  for (let j = 0; j < count; j++) sum += a[at + j]! * b[j]!;
  return sum;
}

function norm(v: Float64Array): number {
  return Math.sqrt(dot(v, v, v.length));
}
