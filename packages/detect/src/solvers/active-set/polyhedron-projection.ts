import { createRowFactor } from '@sbn/kernels';
import { selectSmallest } from '../select-smallest.js';

/** How a run of {@link PolyhedronProjection.optimise} ended. */
export type ProjectionOutcome =
  /** `point` is the nearest point that satisfies all constraints. */
  | { readonly status: 'optimal' }
  /** The constraints contradict each other: Σ multiplier · row = 0 with Σ multiplier · rhs > 0. */
  | { readonly status: 'infeasible'; readonly combination: readonly WeightedConstraint[] }
  | { readonly status: 'failed'; readonly reason: string };

/** A constraint with its multiplier > 0. */
export interface WeightedConstraint {
  /** The label the constraint was added with. */
  readonly label: number;
  readonly multiplier: number;
}

/** Finds the point of a polyhedron {v : row_i·v >= rhs_i} nearest to a center; the constraints may be added bit by bit. */
export interface PolyhedronProjection {
  readonly point: Float64Array;
  /** Steps since the last reset. */
  readonly iterations: number;
  /** Number of rows that were added and not forgotten. */
  readonly numRows: number;
  /** Starts anew, without rows, at the center. */
  reset(center: Float64Array, bounds: readonly Bound[]): void;
  /** Moves the center and keeps rows, and those active constraints whose multipliers stay positive. */
  recenter(center: Float64Array): void;
  /** Adds row·v >= rhs. `label` is what results call it; a label must not be added twice. */
  addRow(row: Float64Array, rhs: number, label: number): void;
  /** Makes rows active before anything is optimised, as far as they are independent and their multipliers positive. */
  activate(labels: readonly number[]): void;
  optimise(options: ProjectionOptions): ProjectionOutcome;
  /** The active rows (not the bounds) with their multipliers > 0: point = center + Σ multiplier · row + bounds. */
  activeRows(): WeightedConstraint[];
  /** Forgets rows that are far from active, so that half of `limit` is left, and returns their labels. */
  purge(limit: number): number[];
}

/** One coordinate: sign · v[coordinate] >= rhs. */
export interface Bound {
  readonly coordinate: number;
  readonly sign: 1 | -1;
  readonly rhs: number;
}

/** How accurately to work. */
export interface ProjectionOptions {
  /** Violations below this are none. */
  readonly tolerance: number;
  /** A row whose part orthogonal to the active rows is shorter (rows have length near 1) counts as dependent. */
  readonly dependence: number;
  readonly maxIterations: number;
}

/** How many of the most violated rows are looked at before all rows are again. */
const shortListLength = 48;

/**
 * All rows are looked at again when the worst of the short list is violated by less than this part of what the worst
 * of all was. Measured on Gaussian layers: without it a fifth to a third more steps.
 */
const staleness = 0.5;

/**
 * A dual active-set method. The point starts at the center; the most violated constraint is taken up, and point and
 * multipliers of the active constraints move until it holds, dropping constraints whose multiplier reaches zero. The
 * distance to the center grows with every constraint taken up, so the method ends. When no step is possible and none
 * drops, the entering row is a combination of the active ones with multipliers of the wrong sign: the polyhedron is
 * empty, and that combination proves it (Farkas).
 *
 * Rows should have length near 1.
 *
 * Source: Goldfarb and Idnani, "A numerically stable dual method for solving strictly convex quadratic programs",
 * Mathematical Programming 27 (1983).
 */
export function createPolyhedronProjection(dimension: number): PolyhedronProjection {
  const factor = createRowFactor(dimension);
  const point = new Float64Array(dimension);
  const center = new Float64Array(dimension);
  const unit = new Float64Array(dimension);
  // Constraints are rows 0, 1, 2, … of the factor's list, or bounds -1, -2, ….
  let labels: number[] = [];
  let rhs: number[] = [];
  let bounds: readonly Bound[] = [];
  let active: number[] = [];
  let multipliers = new Float64Array(dimension + 2);
  let isRowActive = new Uint8Array(256);
  let isBoundActive = new Uint8Array(0);
  const shortList = new Uint32Array(shortListLength);
  let shortListCount = 0;
  let slacks = new Float64Array(256);
  let worstAtScan = 0;
  let iterations = 0;

  const rhsOf = (constraint: number): number =>
    constraint >= 0 ? rhs[constraint]! : bounds[-1 - constraint]!.rhs;

  const mark = (constraint: number, value: 0 | 1): void => {
    if (constraint >= 0) isRowActive[constraint] = value;
    else isBoundActive[-1 - constraint] = value;
  };

  const project = (constraint: number): number => {
    if (constraint >= 0) return Math.sqrt(factor.project(constraint));
    const { coordinate, sign } = bounds[-1 - constraint]!;
    unit[coordinate] = sign;
    const square = factor.projectVector(unit);
    unit[coordinate] = 0;
    return Math.sqrt(square);
  };

  const append = (constraint: number): void => {
    factor.append();
    active.push(constraint);
    mark(constraint, 1);
  };

  const drop = (index: number): void => {
    factor.remove(index);
    mark(active[index]!, 0);
    active.splice(index, 1);
    // One more than are active: the last is that of the entering constraint.
    multipliers.copyWithin(index, index + 1, active.length + 2);
  };

  /** Point and multipliers from the factorisation, so that the rounding of the steps does not add up. */
  const refresh = (): void => {
    const found = factor.nearest(
      center,
      active.map((constraint) => rhsOf(constraint)),
    );
    point.set(found.point);
    multipliers.set(found.multipliers.subarray(0, active.length));
  };

  /** Drops what has no positive multiplier, until all are. */
  const restoreSigns = (): void => {
    for (;;) {
      refresh();
      let lowest = 0;
      let at = -1;
      for (let k = 0; k < active.length; k++) {
        if (multipliers[k]! < lowest) {
          lowest = multipliers[k]!;
          at = k;
        }
      }
      if (at < 0) return;
      drop(at);
    }
  };

  /** The factorisation of the active constraints anew, from their rows. */
  const refactor = (dependence: number): void => {
    const kept = active;
    for (const constraint of kept) mark(constraint, 0);
    active = [];
    factor.clear();
    for (const constraint of kept) if (project(constraint) > dependence) append(constraint);
    restoreSigns();
  };

  const clampMultipliers = (): void => {
    for (let k = 0; k < active.length; k++) if (!(multipliers[k]! >= 0)) multipliers[k] = 0;
  };

  /** The most violated constraint and its product with the point. */
  const pick = (tolerance: number): { constraint: number; value: number } | undefined => {
    let worst = tolerance;
    let constraint: number | undefined;
    let value = 0;
    for (let b = 0; b < bounds.length; b++) {
      const { coordinate, sign, rhs: limit } = bounds[b]!;
      const violation = limit - sign * point[coordinate]!;
      if (violation > worst && isBoundActive[b] === 0) {
        worst = violation;
        constraint = -1 - b;
        value = limit - violation;
      }
    }
    // An active row holds by construction; where it looks violated, that is rounding.
    if (shortListCount > 0) {
      const values = factor.multiplyAt(shortList, shortListCount, point);
      for (let i = 0; i < shortListCount; i++) {
        const row = shortList[i]!;
        const violation = rhs[row]! - values[i]!;
        if (violation > worst && isRowActive[row] === 0) {
          worst = violation;
          constraint = row;
          value = values[i]!;
        }
      }
      if (constraint !== undefined && worst > staleness * worstAtScan) return { constraint, value };
    }
    const values = factor.multiply(point);
    for (let row = 0; row < values.length; row++) {
      slacks[row] = values[row]! - rhs[row]!;
      const violation = rhs[row]! - values[row]!;
      if (violation > worst && isRowActive[row] === 0) {
        worst = violation;
        constraint = row;
        value = values[row]!;
      }
    }
    const found = selectSmallest(slacks.subarray(0, values.length), isRowActive, -tolerance, shortListLength);
    shortList.set(found);
    shortListCount = found.length;
    worstAtScan = worst;
    return constraint === undefined ? undefined : { constraint, value };
  };

  const farkas = (entering: number): WeightedConstraint[] => {
    const { coefficients } = factor;
    let largest = 1;
    for (let k = 0; k < active.length; k++) largest = Math.max(largest, Math.abs(coefficients[k]!));
    const combination: WeightedConstraint[] = [];
    for (let k = 0; k < active.length; k++) {
      const multiplier = -coefficients[k]!;
      if (active[k]! >= 0 && multiplier > 1e-13 * largest) {
        combination.push({ label: labels[active[k]!]!, multiplier });
      }
    }
    if (entering >= 0) combination.push({ label: labels[entering]!, multiplier: 1 });
    return combination;
  };

  /** Makes one violated constraint hold. */
  const enter = (
    entering: number,
    startValue: number,
    options: ProjectionOptions,
  ): ProjectionOutcome | undefined => {
    let value = startValue;
    multipliers[active.length] = 0;
    let restNorm = project(entering);
    for (;;) {
      if (++iterations > options.maxIterations) {
        return { status: 'failed', reason: `no answer after ${options.maxIterations} steps` };
      }
      const { coefficients, rest } = factor;
      const count = active.length;
      const blocking = firstToDrop(multipliers, coefficients, count);
      const partial = blocking === undefined ? Infinity : multipliers[blocking]! / coefficients[blocking]!;
      const isDependent = restNorm <= options.dependence;
      if (isDependent && blocking === undefined) {
        return { status: 'infeasible', combination: farkas(entering) };
      }
      const square = restNorm * restNorm;
      const full = isDependent ? Infinity : (rhsOf(entering) - value) / square;
      const step = Math.max(0, Math.min(full, partial));
      if (!Number.isFinite(step)) return { status: 'failed', reason: 'a step is not finite' };
      if (!isDependent) {
        for (let j = 0; j < dimension; j++) point[j] = point[j]! + step * rest[j]!;
        value += step * square;
      }
      for (let k = 0; k < count; k++) multipliers[k] = multipliers[k]! - step * coefficients[k]!;
      multipliers[count] = multipliers[count]! + step;
      if (full > partial) {
        drop(blocking!);
        restNorm = Math.sqrt(factor.reproject());
        continue;
      }
      append(entering);
      clampMultipliers();
      if (active.length < dimension) multipliers[active.length] = 0;
      return undefined;
    }
  };

  return {
    point,
    get iterations() {
      return iterations;
    },
    get numRows() {
      return labels.length;
    },
    reset: (newCenter, newBounds) => {
      center.set(newCenter);
      point.set(newCenter);
      bounds = newBounds;
      labels = [];
      rhs = [];
      active = [];
      isRowActive.fill(0);
      isBoundActive = new Uint8Array(newBounds.length);
      shortListCount = 0;
      multipliers = new Float64Array(dimension + 2);
      iterations = 0;
      factor.retain([]);
      factor.clear();
    },
    recenter: (newCenter) => {
      center.set(newCenter);
      shortListCount = 0;
      restoreSigns();
    },
    addRow: (row, limit, label) => {
      const number = factor.add(row);
      labels.push(label);
      rhs.push(limit);
      if (number >= isRowActive.length) {
        const larger = new Uint8Array(2 * isRowActive.length);
        larger.set(isRowActive);
        isRowActive = larger;
        slacks = new Float64Array(larger.length);
      }
      shortListCount = 0;
    },
    activate: (wanted) => {
      const rowOf = new Map(labels.map((label, row) => [label, row]));
      for (const label of wanted) {
        const row = rowOf.get(label);
        if (row === undefined || isRowActive[row] === 1 || active.length === dimension) continue;
        if (project(row) > 1e-6) append(row);
      }
      restoreSigns();
    },
    optimise: (options) => {
      let refactored = false;
      for (;;) {
        for (;;) {
          const found = pick(options.tolerance);
          if (found === undefined) break;
          const outcome = enter(found.constraint, found.value, options);
          if (outcome !== undefined) return outcome;
        }
        refresh();
        clampMultipliers();
        // The active constraints must hold to working accuracy; if they do not, the factorisation has worn out.
        const values = factor.multiply(point);
        let error = 0;
        for (const constraint of active) {
          if (constraint >= 0) error = Math.max(error, Math.abs(values[constraint]! - rhs[constraint]!));
        }
        if (error > options.tolerance && !refactored) {
          refactored = true;
          refactor(options.dependence);
          continue;
        }
        if (pick(options.tolerance) === undefined) return { status: 'optimal' };
      }
    },
    activeRows: () => {
      const rows: WeightedConstraint[] = [];
      active.forEach((constraint, k) => {
        if (constraint >= 0 && multipliers[k]! > 0) {
          rows.push({ label: labels[constraint]!, multiplier: multipliers[k]! });
        }
      });
      return rows;
    },
    purge: (limit) => {
      const values = factor.multiply(point);
      const slack = (row: number): number => (isRowActive[row] === 1 ? -Infinity : values[row]! - rhs[row]!);
      const kept = labels
        .map((_, row) => row)
        .sort((a, b) => slack(a) - slack(b))
        .slice(0, Math.max(limit >> 1, dimension + 1))
        .sort((a, b) => a - b);
      const moved = new Map(kept.map((from, to) => [from, to]));
      const forgotten = labels.filter((_, row) => !moved.has(row));
      factor.retain(kept);
      labels = kept.map((row) => labels[row]!);
      rhs = kept.map((row) => rhs[row]!);
      active = active.map((constraint) => (constraint >= 0 ? moved.get(constraint)! : constraint));
      isRowActive.fill(0);
      for (const constraint of active) mark(constraint, 1);
      shortListCount = 0;
      return forgotten;
    },
  };
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
