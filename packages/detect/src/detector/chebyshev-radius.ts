import { signsOf } from '../layer/check-label-set.js';
import type { Layer } from '../layer/layer.js';
import { createGrowingProgram } from '../solvers/highs/growing-program.js';
import { loadHighs } from '../solvers/highs/load-highs.js';
import type { PriceRows } from '../solvers/price-rows.js';
import { type BallConstraints, createBallConstraints } from './ball-constraints.js';

/** How large a ball of inputs a layer maps to one label set, with its center in a box. */
export interface ChebyshevRadius {
  readonly labels: readonly number[];
  /**
   * The radius around `center`, proved (a lower bound of the largest). Zero or less when no input in the box outputs
   * the set; -Infinity when no input at all could come near.
   */
  readonly radius: number;
  /** No ball is larger, proved. +Infinity when that could not be found out. */
  readonly radiusUpperBound: number;
  /** The center, with |x_j| <= box; left out when there is none. */
  readonly center?: Float64Array;
  readonly box: number;
  readonly epsilon: number;
  /** Whether the largest radius is over epsilon; left out when the two bounds do not tell. */
  readonly isEpsilonArgmaxable?: boolean;
  readonly iterations: number;
  readonly milliseconds: number;
  /** Why the bounds are not tight, when the solver gave up. */
  readonly failure?: string;
}

/**
 * The Chebyshev radius of a label set: the largest r such that all inputs within r of some x with |x_j| <= box output
 * the set (their distance to every deciding hyperplane is at least r).
 *
 *     threshold:   s_i (w_i·x + b_i) >= r ‖w_i‖   for all labels i
 *     argmax, top-k:   (w_i - w_j)·x + b_i - b_j >= r ‖w_i - w_j‖   for all i in the set and all j outside
 *
 * Solved as a linear program whose rows join as they are violated (HiGHS, warm-started), so that its optimum is that of
 * the program with all rows. Both bounds are then proved from the layer alone: the radius by evaluating all rows at
 * the center, the upper bound from the multipliers, by weak duality.
 *
 * Source: [G24] Grivas, Vergari, Lopez, "Taming the Sigmoid Bottleneck", AAAI 2024 (threshold); [G22] Grivas, Bogoychev,
 * Lopez, "Low-Rank Softmax Can Have Unargmaxable Classes in Theory but Rarely in Practice", ACL 2022 (argmax).
 *
 * @param box B > 0
 */
export async function chebyshevRadius(
  layer: Layer,
  priceRows: PriceRows,
  labels: readonly number[],
  box: number,
  epsilon: number,
): Promise<ChebyshevRadius> {
  const started = performance.now();
  const highs = await loadHighs();
  const constraints = createBallConstraints(layer, priceRows, labels, signsOf(layer, labels));
  const result = (
    radius: number,
    radiusUpperBound: number,
    iterations: number,
    rest: { center?: Float64Array; failure?: string },
  ): ChebyshevRadius => ({
    labels,
    radius,
    radiusUpperBound,
    box,
    epsilon,
    ...(radius > epsilon
      ? { isEpsilonArgmaxable: true }
      : radiusUpperBound <= epsilon
        ? { isEpsilonArgmaxable: false }
        : {}),
    iterations,
    milliseconds: performance.now() - started,
    ...rest,
  });
  if (constraints.isImpossible) return result(-Infinity, -Infinity, 0, {});
  const { dim } = layer;
  if (constraints.count === 0) {
    // Every label is inside: nothing bounds the ball.
    return result(Infinity, Infinity, 0, { center: new Float64Array(dim) });
  }
  const solved = solveProgram(highs, constraints, dim, box);
  const center = solved.center.map((value) => Math.max(-box, Math.min(box, value)) + 0);
  return result(
    constraints.provedRadius(center),
    solved.multipliers === undefined
      ? Infinity
      : constraints.provedUpperBound(solved.rows, solved.multipliers, box),
    solved.iterations,
    { center, ...(solved.failure === undefined ? {} : { failure: solved.failure }) },
  );
}

interface Solved {
  readonly center: Float64Array;
  readonly rows: readonly number[];
  readonly multipliers?: Float64Array;
  readonly iterations: number;
  readonly failure?: string;
}

/** The program in units of the box: x = box · x', r = box · r', so that its numbers are near 1. */
function solveProgram(
  highs: Parameters<typeof createGrowingProgram>[0],
  constraints: BallConstraints,
  dim: number,
  box: number,
): Solved {
  const numCols = dim + 1;
  const lower = new Float64Array(numCols).fill(-1);
  const upper = new Float64Array(numCols).fill(1);
  const objective = new Float64Array(numCols);
  objective[dim] = 1;
  // |g·x'| <= √dim for unit vectors g: beyond that no row can hold with equality.
  const reach = Math.sqrt(dim) + 1 + constraints.largestOffset / box;
  lower[dim] = -reach;
  upper[dim] = reach;
  const program = createGrowingProgram(highs, { lower, upper, objective }, true);
  try {
    const violation = 1e-10 * reach;
    const batch = Math.max(16, dim);
    const rows: number[] = [];
    const isRow = new Uint8Array(constraints.count);
    let x = constraints.start();
    let r = Infinity;
    let multipliers: Float64Array | undefined;
    for (;;) {
      const values = constraints.evaluate(x.map((value) => value * box));
      const found: number[] = [];
      for (let c = 0; c < values.length; c++) {
        if (values[c]! / box < r - violation && isRow[c] === 0) found.push(c);
      }
      found.sort((a, b) => values[a]! - values[b]!);
      const added = found.slice(0, batch);
      if (added.length === 0) break;
      const entries = new Float64Array(added.length * numCols);
      const offsets = new Float64Array(added.length);
      added.forEach((c, i) => {
        const offset = constraints.copy(c, entries, i * numCols);
        entries[i * numCols + dim] = -1;
        offsets[i] = -offset / box;
        rows.push(c);
        isRow[c] = 1;
      });
      program.addRows(entries, offsets);
      const solution = program.solve();
      if (solution.failure !== undefined) {
        return {
          center: x.map((value) => value * box),
          rows,
          iterations: program.iterations(),
          failure: solution.failure,
        };
      }
      x = solution.values.slice(0, dim);
      r = solution.values[dim]!;
      multipliers = solution.multipliers;
    }
    return {
      center: x.map((value) => value * box),
      rows,
      ...(multipliers === undefined ? {} : { multipliers }),
      iterations: program.iterations(),
    };
  } finally {
    program.dispose();
  }
}
