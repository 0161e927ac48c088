import { signsOf } from '../layer/check-label-set.js';
import type { Layer } from '../layer/layer.js';
import {
  createPolyhedronProjection,
  type PolyhedronProjection,
} from '../solvers/active-set/polyhedron-projection.js';
import type { ExactSolverName } from '../solvers/margin-solver.js';
import type { PriceRows } from '../solvers/price-rows.js';
import { scaledNorm } from '../verify/floating-point.js';
import { type BallConstraints, createBallConstraints } from './ball-constraints.js';
import { radiusByProjection } from './radius-by-projection.js';
import type { RadiusSolution } from './radius-solution.js';

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
  readonly decidedBy: ExactSolverName;
  readonly iterations: number;
  readonly milliseconds: number;
  /** Why the bounds are not tight, when the solver gave up. */
  readonly failure?: string;
}

/** A ball that was looked for, with both of its bounds proved. */
export interface ProvedBall {
  /** Proved: all inputs this near to the center output the set. Zero or less where the center does not. */
  readonly radius: number;
  /** Proved: no center in the box has a larger one. */
  readonly radiusUpperBound: number;
  readonly center: Float64Array;
  /** The multipliers behind the upper bound, on the labels: Σ λ_i s_i a_i shows it. */
  readonly combination: { readonly rows: readonly number[]; readonly multipliers: readonly number[] };
  readonly decidedBy: ExactSolverName;
  readonly iterations: number;
  readonly failure?: string;
}

/** Finds the largest balls of inputs that a layer maps to one label set. */
export interface RadiusFinder {
  /** The Chebyshev radius, see {@link ChebyshevRadius}. */
  find(labels: readonly number[], box: number, epsilon: number): Promise<ChebyshevRadius>;
  /** The ball alone; undefined when the set needs none of it: no constraint, or one that no input changes. */
  largestBall(labels: readonly number[], box: number): Promise<ProvedBall | undefined>;
}

/**
 * The Chebyshev radius of a label set: the largest r such that all inputs within r of some x with |x_j| <= box output
 * the set (their distance to every deciding hyperplane is at least r).
 *
 *     threshold:   s_i (w_i·x + b_i) >= r ‖w_i‖   for all labels i
 *     argmax, top-k:   (w_i - w_j)·x + b_i - b_j >= r ‖w_i - w_j‖   for all i in the set and all j outside
 *
 * Rows join as they are violated, so that the optimum is that of the program with all rows. Both bounds are then proved
 * from the layer alone: the radius by evaluating all rows at the center, the upper bound from the multipliers, by weak
 * duality. Where they leave a gap, the next solver is asked.
 *
 * Source: [G24] Grivas, Vergari, Lopez, "Taming the Sigmoid Bottleneck", AAAI 2024 (threshold); [G22] Grivas, Bogoychev,
 * Lopez, "Low-Rank Softmax Can Have Unargmaxable Classes in Theory but Rarely in Practice", ACL 2022 (argmax).
 *
 * @param solvers in the order in which they are asked
 */
export function createRadiusFinder(
  layer: Layer,
  priceRows: PriceRows,
  solvers: readonly ExactSolverName[],
): RadiusFinder {
  const { dim, numLabels, data, stride } = layer;
  let norms: Float64Array | undefined;
  const rowNorms = (): Float64Array => {
    norms ??= Float64Array.from({ length: numLabels }, (_, label) => scaledNorm(data, label * stride, dim));
    return norms;
  };
  let projection: PolyhedronProjection | undefined;
  const constraintsOf = (labels: readonly number[]): BallConstraints =>
    createBallConstraints(layer, priceRows, rowNorms, labels, signsOf(layer, labels));

  const solve = async (
    name: ExactSolverName,
    constraints: BallConstraints,
    box: number,
  ): Promise<RadiusSolution> => {
    if (name === 'active-set') {
      projection ??= createPolyhedronProjection(dim + 1);
      return radiusByProjection(constraints, dim, box, projection);
    }
    // Loaded where it is needed only.
    const [{ radiusByLinearProgram }, { loadHighs }] = await Promise.all([
      import('./radius-by-linear-program.js'),
      import('../solvers/highs/load-highs.js'),
    ]);
    return radiusByLinearProgram(await loadHighs(), constraints, dim, box);
  };

  const ballOf = async (constraints: BallConstraints, box: number): Promise<ProvedBall> => {
    let best: ProvedBall | undefined;
    for (const name of solvers) {
      // A gap that tells the radius to 8 digits, or to 11 of the box, calls for no other solver.
      const solved = await solve(name, constraints, box);
      const ball = prove(constraints, solved, dim, box, name, best?.iterations ?? 0);
      best = best === undefined ? ball : better(best, ball);
      if (best.radiusUpperBound - best.radius <= Math.max(1e-8 * Math.abs(best.radius), 1e-11 * box)) break;
    }
    return best!;
  };

  return {
    largestBall: async (labels, box) => {
      const constraints = constraintsOf(labels);
      return constraints.isImpossible || constraints.count === 0 ? undefined : ballOf(constraints, box);
    },
    find: async (labels, box, epsilon) => {
      const started = performance.now();
      const constraints = constraintsOf(labels);
      const result = (
        bounds: Pick<ChebyshevRadius, 'radius' | 'radiusUpperBound'>,
        rest: Partial<ChebyshevRadius>,
      ): ChebyshevRadius => ({
        labels,
        ...bounds,
        box,
        epsilon,
        ...(bounds.radius > epsilon
          ? { isEpsilonArgmaxable: true }
          : bounds.radiusUpperBound <= epsilon
            ? { isEpsilonArgmaxable: false }
            : {}),
        decidedBy: solvers[0]!,
        iterations: 0,
        ...rest,
        milliseconds: performance.now() - started,
      });
      if (constraints.isImpossible) {
        return result({ radius: -Infinity, radiusUpperBound: -Infinity }, {});
      }
      if (constraints.count === 0) {
        // Every label is inside: nothing bounds the ball.
        return result({ radius: Infinity, radiusUpperBound: Infinity }, { center: new Float64Array(dim) });
      }
      const { center, decidedBy, iterations, failure, ...ball } = await ballOf(constraints, box);
      return result(ball, {
        center,
        decidedBy,
        iterations,
        ...(failure === undefined ? {} : { failure }),
      });
    },
  };
}

function prove(
  constraints: BallConstraints,
  solved: RadiusSolution,
  dim: number,
  box: number,
  decidedBy: ExactSolverName,
  earlierIterations: number,
): ProvedBall {
  let center = solved.center.map((value) => Math.max(-box, Math.min(box, value)) + 0);
  let radius = center.every(Number.isFinite) ? constraints.provedRadius(center) : -Infinity;
  if (radius < 0) {
    // Without biases every hyperplane passes through 0, so that a radius below 0 is only rounding.
    const origin = new Float64Array(dim);
    const there = constraints.provedRadius(origin);
    if (there > radius) [center, radius] = [origin, there];
  }
  const { rows, multipliers = new Float64Array(rows.length) } = solved;
  return {
    radius,
    radiusUpperBound: constraints.provedUpperBound(rows, multipliers, box),
    center,
    combination: constraints.onLabels(rows, multipliers),
    decidedBy,
    iterations: earlierIterations + solved.iterations,
    ...(solved.failure === undefined ? {} : { failure: solved.failure }),
  };
}

/** The better of each bound. */
function better(a: ProvedBall, b: ProvedBall): ProvedBall {
  const inner = b.radius > a.radius ? b : a;
  const outer = b.radiusUpperBound < a.radiusUpperBound ? b : a;
  return {
    ...b,
    radius: inner.radius,
    center: inner.center,
    radiusUpperBound: outer.radiusUpperBound,
    combination: outer.combination,
  };
}
