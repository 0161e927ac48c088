import type { MarginSolver, SolverRequest, SolverResult } from '../margin-solver.js';
import { selectSmallest } from '../select-smallest.js';
import { createNeighbours } from './neighbours.js';
import {
  createPolyhedronProjection,
  type PolyhedronProjection,
  type WeightedConstraint,
} from './polyhedron-projection.js';

/**
 * The largest margin by a dual active-set method. Scaled so that the margin is 1 / ‖z‖, the problem is
 *
 *     minimise ½‖z‖²   subject to   s_i p_i·z >= 1 for all rows i,   z[nonnegative] >= 0
 *
 * the point nearest to 0 of a polyhedron ({@link createPolyhedronProjection}). Rows are taken from a growing list of
 * candidates: all rows are priced only when no candidate is violated, and the most violated ones join. The optimum
 * over all rows is reached when none is left.
 *
 * With `warmStart` (the default) a set that differs little from one of the last few starts from the rows that were
 * active there.
 */
export function createActiveSetSolver({ warmStart = true }: { warmStart?: boolean } = {}): MarginSolver {
  let projection: PolyhedronProjection | undefined;
  let dimensionOfProjection = -1;
  const neighbours = createNeighbours();
  return {
    name: 'active-set',
    solve: (request) => {
      const { dimension } = request.system;
      if (projection === undefined || dimensionOfProjection !== dimension) {
        projection = createPolyhedronProjection(dimension);
        dimensionOfProjection = dimension;
      }
      const labels: number[] = [];
      for (let i = 0; i < request.signs.length; i++) if (request.signs[i] === 1) labels.push(i);
      const result = solve(request, projection, warmStart ? neighbours.rowsNear(labels) : []);
      if (result.combination !== undefined) neighbours.remember(labels, result.combination.rows);
      return result;
    },
  };
}

/** How many rows the projection may hold before those far from active are forgotten: about 96 d² bytes, 4 MB at d = 200. */
const rowLimit = (dimension: number): number => Math.max(1024, 12 * dimension);

function solve(
  request: SolverRequest,
  projection: PolyhedronProjection,
  warmRows: readonly number[],
): SolverResult {
  const { system, signs, goal, tight } = request;
  const { dimension, nonnegative } = system;
  const batch = Math.max(16, dimension);
  const row = new Float64Array(dimension);
  const addRow = (label: number): void => {
    system.copyRow(label, row, 0);
    if (signs[label] === -1) for (let j = 0; j < dimension; j++) row[j] = -row[j]!;
    projection.addRow(row, 1, label);
  };
  projection.reset(
    new Float64Array(dimension),
    nonnegative === undefined ? [] : [{ coordinate: nonnegative, sign: 1, rhs: 0 }],
  );
  const isCandidate = new Uint8Array(system.numRows);
  const addMostViolated = (values: Float64Array, limit: number): number => {
    const found = selectSmallest(values, isCandidate, limit, batch);
    for (const label of found) {
      isCandidate[label] = 1;
      addRow(label);
    }
    return found.length;
  };
  const { point } = projection;
  for (const label of warmRows) {
    isCandidate[label] = 1;
    addRow(label);
  }
  projection.activate(warmRows);
  // Where the search starts decides which rows are looked at first, nothing else.
  const start = norm(point) > 0 ? point : (request.start ?? centreDifference(request));
  addMostViolated(signedProducts(system.multiply(start), signs), Infinity);
  const combinationSoFar = (): Pick<SolverResult, 'combination'> => ({
    combination: toCombination(projection.activeRows()),
  });
  for (;;) {
    const tolerance = Math.max(1e-9, 4 * dimension * 2 ** -53 * norm(point));
    const outcome = projection.optimise({
      tolerance,
      dependence: tight ? 1e-15 * Math.sqrt(dimension) : 1e-12,
      maxIterations: 100 * (dimension + 10),
    });
    const { iterations } = projection;
    if (outcome.status === 'infeasible') {
      return { iterations, combination: toCombination(outcome.combination) };
    }
    if (outcome.status === 'failed') {
      return { iterations, failure: outcome.reason, direction: point.slice(), ...combinationSoFar() };
    }
    const values = signedProducts(system.multiply(point), signs);
    let smallest = Infinity;
    for (let i = 0; i < values.length; i++) if (values[i]! < smallest) smallest = values[i]!;
    if (!Number.isFinite(smallest)) return { iterations, failure: 'the products are not finite' };
    if (goal === 'any' && smallest > 2 * tolerance) {
      return {
        iterations,
        direction: point.slice(),
        smallestProduct: smallest,
        isBest: false,
        ...combinationSoFar(),
      };
    }
    if (projection.numRows > rowLimit(dimension)) {
      for (const label of projection.purge(rowLimit(dimension))) isCandidate[label] = 0;
    }
    if (addMostViolated(values, 1 - tolerance) === 0) {
      return {
        iterations,
        direction: point.slice(),
        smallestProduct: smallest,
        isBest: true,
        ...combinationSoFar(),
      };
    }
  }
}

function toCombination(rows: readonly WeightedConstraint[]): { rows: number[]; multipliers: number[] } {
  return { rows: rows.map(({ label }) => label), multipliers: rows.map(({ multiplier }) => multiplier) };
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

function signedProducts(products: Float64Array, signs: Int8Array): Float64Array {
  for (let i = 0; i < products.length; i++) products[i] = products[i]! * signs[i]!;
  return products;
}

function norm(v: Float64Array): number {
  let square = 0;
  for (const value of v) square += value * value;
  return Math.sqrt(square);
}
