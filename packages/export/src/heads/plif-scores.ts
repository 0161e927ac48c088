import type { HeadWeights, PlifScoreConfig, SlopeParametrization } from '@sbn/heads';
import type { GraphBuilder } from '../graph/graph.js';
import type { Value } from '../graph/value.js';

const scope = 'head/scores';

/** How the slopes of a piecewise linear function come from trained numbers. */
const slopeOf: Readonly<Record<SlopeParametrization, (w: number) => number>> = {
  softplus: (w) => Math.max(w, 0) + Math.log1p(Math.exp(-Math.abs(w))),
  exponential: Math.exp,
  square: (w) => w * w,
};

/**
 * s = slope_i z + intercept_i, where i is the interval of z: 0 below the first knot, m above the last. The two tables
 * [m + 1] are worked out here in float64 and gathered from, so the graph costs the same for any number of knots.
 *
 * The anchor a with f(a) = a is 0 if it lies in the interval of knots, else the nearer end.
 */
export function plifScores(
  graph: GraphBuilder,
  z: Value,
  config: PlifScoreConfig,
  weights: HeadWeights,
): Value {
  const {
    numKnots,
    interval: [lo, hi],
  } = config;
  const { slopes, intercepts } = lines(config, weights.slopes!.data);
  const from = graph.scalar('head/first-knot', lo);
  const density = graph.scalar('head/knots-per-unit', (numKnots - 1) / (hi - lo));
  const risen = graph.apply(scope, { kind: 'subtract', inputs: [z, from] });
  const counted = graph.apply(scope, { kind: 'multiply', inputs: [risen, density] });
  const shifted = graph.apply(scope, { kind: 'add', inputs: [counted, graph.scalar('head/one', 1)] });
  const inside = graph.apply(scope, { kind: 'clip', inputs: [shifted], low: 0, high: numKnots });
  const at = graph.apply(scope, { kind: 'truncate', inputs: [inside] });
  const gather = (name: string, table: Float64Array): Value =>
    graph.apply(scope, {
      kind: 'gather',
      inputs: [graph.constant(`head/${name}`, [numKnots + 1], Float32Array.from(table)), at],
    });
  const steep = graph.apply(scope, { kind: 'multiply', inputs: [gather('slopes', slopes), z] });
  return graph.apply(scope, { kind: 'add', inputs: [steep, gather('intercepts', intercepts)] });
}

/** Slope and value at z = 0 of the line of each interval. */
function lines(
  { numKnots, interval: [lo, hi], parametrization }: PlifScoreConfig,
  trained: Float32Array,
): { readonly slopes: Float64Array; readonly intercepts: Float64Array } {
  const slopes = Float64Array.from(trained, slopeOf[parametrization]);
  const spacing = (hi - lo) / (numKnots - 1);
  const knot = (j: number): number => lo + spacing * j;
  const anchor = Math.min(Math.max(0, lo), hi);
  const anchorInterval = Math.min(Math.floor((anchor - lo) / spacing) + 1, numKnots - 1);
  // Heights above that of the first knot, which is fixed afterwards by f(anchor) = anchor.
  const heights = new Float64Array(numKnots);
  for (let j = 1; j < numKnots; j++) heights[j] = heights[j - 1]! + slopes[j]! * spacing;
  const left = anchorInterval - 1;
  const shift = anchor - heights[left]! - slopes[anchorInterval]! * (anchor - knot(left));
  const intercepts = slopes.map((slope, i) => {
    const j = Math.max(0, i - 1);
    return heights[j]! + shift - slope * knot(j);
  });
  return { slopes, intercepts };
}
