import type { MarginSolver, SolverRequest, SolverResult } from '../solvers/margin-solver.js';
import type { RowSystem } from '../solvers/row-system.js';
import { extraRows, lift } from './extra-rows.js';
import { createRowMetric, type RowMetric } from './row-metric.js';
import { createStartDirections, type StartDirection } from './start-direction.js';

/** Options of {@link createProjectionSolver}. */
export interface ProjectionSolverOptions {
  /** B: only inputs with |x_j| <= B count. */
  readonly box?: number | undefined;
  /** Products with the matrix that a set may cost, {@link defaultSteps} when left out. */
  readonly maxSteps?: number | undefined;
}

/** Searches for a direction, one set after the other, in double precision. Never finds the best one, nor a certificate. */
export interface ProjectionSolver extends MarginSolver {
  readonly name: 'screening';
  /**
   * @returns a direction that looks right, or the last one with a `failure`: a start for a solver. `iterations` counts
   *   products with the matrix.
   */
  solve(request: Pick<SolverRequest, 'system' | 'signs'>): SolverResult;
  /** The direction it starts from, in the coordinates of the system: it costs no product with the matrix. */
  startOf(system: RowSystem, labels: readonly number[]): Float64Array;
}

/** Nine of ten sets that can be settled at all are after four; a solver takes about ten. */
const defaultSteps = 8;
const relaxation = 1.5;
/** δ, for rows that the metric brings to a mean square length of 1. */
const target = 1e-3;

/**
 * With more rows than this violated after three steps, no later one settles a set: measured on Gaussian layers with d
 * from 50 to 100 and sets that can and cannot be output, where at most 38 were violated in sets that could be settled,
 * and mostly hundreds in the others.
 */
const hopeless = (dimension: number): number => Math.max(16, dimension / 2);

interface Prepared {
  readonly metric: RowMetric;
  readonly startDirection: StartDirection;
  readonly extra: readonly Float64Array[];
}

/**
 * The same method as a screening device's (`LoadedRows.project`), for sets that come one at a time: it needs no copy of
 * the matrix, and each step is one product with it. Rows are weighted as they come instead of whitened to length 1.
 */
export function createProjectionSolver(options: ProjectionSolverOptions = {}): ProjectionSolver {
  const { box, maxSteps = defaultSteps } = options;
  const prepared = new WeakMap<RowSystem, Prepared>();
  const partsOf = (system: RowSystem): Prepared => {
    let parts = prepared.get(system);
    if (parts === undefined) {
      parts = prepare(system, box);
      prepared.set(system, parts);
    }
    return parts;
  };
  return {
    name: 'screening',
    solve: ({ system, signs }) => solve(system, signs, partsOf(system), maxSteps),
    startOf: (system, labels) => {
      const parts = partsOf(system);
      const direction = startIn(parts, labels);
      parts.metric.fromWhitened(direction);
      return direction;
    },
  };
}

/** The discriminant of a set, whitened, where t and the box are seen to as well. */
function startIn({ startDirection, extra }: Prepared, labels: readonly number[]): Float64Array {
  const whitened = normalised(startDirection(labels));
  for (const row of extra) lift(whitened, row, 10 * target);
  return whitened;
}

function prepare(system: RowSystem, box: number | undefined): Prepared {
  const metric = createRowMetric(system);
  const extra = extraRows(system, box).map((row) => {
    metric.whiten(row, 0);
    return normalised(row);
  });
  return { metric, startDirection: createStartDirections(system, metric), extra };
}

function solve(system: RowSystem, signs: Int8Array, prepared: Prepared, maxSteps: number): SolverResult {
  const { metric, extra } = prepared;
  const { dimension, numRows } = system;
  const goal = target * Math.sqrt(dimension);
  const positives: number[] = [];
  for (let i = 0; i < numRows; i++) if (signs[i] === 1) positives.push(i);
  const first = startIn(prepared, positives);
  let whitened: Float64Array = first.slice();
  const row = new Float64Array(dimension);
  let direction = new Float64Array(dimension);
  for (let iterations = 1; iterations <= maxSteps; iterations++) {
    direction = whitened.slice();
    metric.fromWhitened(direction);
    const products = system.multiply(direction);
    const combined = new Float64Array(dimension);
    let smallest = Number.POSITIVE_INFINITY;
    let squares = 0;
    let violated = 0;
    for (let i = 0; i < numRows; i++) {
      const sign = signs[i]!;
      const score = sign * products[i]!;
      if (score < smallest) smallest = score;
      if (!(score < goal)) continue;
      violated++;
      const residual = goal - score;
      squares += residual * residual;
      system.copyRow(i, row, 0);
      for (let j = 0; j < dimension; j++) combined[j] = combined[j]! + sign * residual * row[j]!;
    }
    metric.whiten(combined, 0);
    for (const unit of extra) {
      const score = dot(unit, whitened);
      if (score < smallest) smallest = score;
      if (score >= target) continue;
      // As if its length were that of the other rows.
      const residual = (target - score) * Math.sqrt(dimension);
      squares += residual * residual;
      for (let j = 0; j < dimension; j++) {
        combined[j] = combined[j]! + residual * Math.sqrt(dimension) * unit[j]!;
      }
    }
    if (smallest > 1e-12) return { iterations, direction, isBest: false };
    if (iterations === 3 && violated > hopeless(dimension)) {
      // Where they began is the better start for a solver.
      metric.fromWhitened(first);
      return { iterations, direction: first, failure: 'the steps lead nowhere' };
    }
    const square = dot(combined, combined);
    if (!(square > 1e-24 * squares)) return { iterations, direction, failure: 'no direction improves' };
    const factor = (relaxation * squares) / square;
    whitened = normalised(whitened.map((entry, j) => entry + factor * combined[j]!));
  }
  return { iterations: maxSteps, direction, failure: `no direction found in ${maxSteps} steps` };
}

function normalised(vector: Float64Array): Float64Array {
  const norm = Math.sqrt(dot(vector, vector));
  return norm > 0 && norm < Number.POSITIVE_INFINITY ? vector.map((entry) => entry / norm) : vector;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
