import type { Bound, PolyhedronProjection } from '../solvers/active-set/polyhedron-projection.js';
import { selectSmallest } from '../solvers/select-smallest.js';
import type { BallConstraints } from './ball-constraints.js';
import type { RadiusSolution } from './radius-solution.js';

/**
 * ρ, how far beyond the best radius so far a center lies, in units of the box, grows from the first to the last. A
 * small one takes few steps per projection, a large one few projections.
 */
const [firstReach, reachGrowth, lastReach] = [30, 8, 4000];

/**
 * The largest ball by projections onto a polyhedron: maximising r over the polyhedron of all (x, r) is the same as
 * projecting (x_k, r_k + ρ) onto it again and again (the proximal point method), which for a linear objective ends
 * after finitely many projections at an optimum, with its multipliers.
 *
 * In units of the box (x = box · x', r = box · r'), so that all numbers are near 1. Rows join as they are violated.
 *
 * Source: Rockafellar, "Monotone operators and the proximal point algorithm", SIAM J. Control Optim. 14 (1976): finite
 * convergence for linear programs.
 *
 * @param projection of dimension `dim + 1`; it is reset
 */
export function radiusByProjection(
  constraints: BallConstraints,
  dim: number,
  box: number,
  projection: PolyhedronProjection,
): RadiusSolution {
  const numCols = dim + 1;
  // Beyond this no row can hold with equality: |g·x'| <= √dim for unit vectors g.
  const reach = Math.sqrt(dim) + 1 + constraints.largestOffset / box;
  const bounds: Bound[] = [{ coordinate: dim, sign: -1, rhs: -reach }];
  for (let j = 0; j < dim; j++) {
    bounds.push({ coordinate: j, sign: 1, rhs: -1 }, { coordinate: j, sign: -1, rhs: -1 });
  }
  const center = new Float64Array(numCols);
  const start = constraints.start();
  let largest = 0;
  for (const value of start) largest = Math.max(largest, Math.abs(value));
  if (largest > 0) for (let j = 0; j < dim; j++) center[j] = start[j]! / largest;
  const first = constraints.evaluate(center.subarray(0, dim).map((value) => value * box));
  let radius = Infinity;
  for (const value of first) radius = Math.min(radius, value / box);
  let reachAhead = firstReach;
  center[dim] = Math.min(reach, radius) + reachAhead;
  projection.reset(center, bounds);

  const isRow = new Uint8Array(constraints.count);
  const row = new Float64Array(numCols);
  const half = Math.SQRT1_2;
  const batch = Math.max(16, dim);
  const addMostViolated = (values: Float64Array, below: number): number => {
    const found = selectSmallest(values, isRow, below, batch);
    for (const c of found) {
      // Divided by √2, the length of (g, -1).
      const offset = constraints.copy(c, row, 0);
      for (let j = 0; j < dim; j++) row[j] = row[j]! * half;
      row[dim] = -half;
      projection.addRow(row, (-offset / box) * half, c);
      isRow[c] = 1;
    }
    return found.length;
  };
  addMostViolated(first, Infinity);
  const { point } = projection;
  const violation = 1e-11 * reach;
  const options = { tolerance: violation, dependence: 1e-12, maxIterations: 200 * (numCols + 10) };
  const solution = (failure?: string): RadiusSolution => {
    const active = projection.activeRows();
    return {
      center: point.subarray(0, dim).map((value) => value * box),
      rows: active.map(({ label }) => label),
      multipliers: Float64Array.from(active, ({ multiplier }) => multiplier),
      iterations: projection.iterations,
      ...(failure === undefined ? {} : { failure }),
    };
  };
  for (let round = 0; round < 200; round++) {
    const outcome = projection.optimise(options);
    if (outcome.status === 'infeasible') return solution('the program is infeasible');
    if (outcome.status === 'failed') return solution(outcome.reason);
    const values = constraints.evaluate(point.subarray(0, dim).map((value) => value * box));
    if (addMostViolated(values, (point[dim]! - 2 * violation) * box) > 0) continue;
    // Optimal for this center. Where the center was the point plus a multiple of the objective, it is for good.
    let moved = Math.abs(center[dim]! - reachAhead - point[dim]!);
    for (let j = 0; j < dim; j++) moved = Math.max(moved, Math.abs(center[j]! - point[j]!));
    const isLast = moved <= 10 * violation;
    if (isLast && reachAhead <= firstReach) return solution();
    center.set(point);
    // At the optimum any ρ will do, and the smallest costs the fewest digits.
    reachAhead = isLast ? firstReach : Math.min(lastReach, reachAhead * reachGrowth);
    center[dim] = point[dim]! + reachAhead;
    projection.recenter(center);
  }
  return solution('no answer after 200 rounds');
}
