import type { Layer } from '../layer/layer.js';
import type { RadiusFinder } from '../radius/chebyshev-radius.js';
import type { PriceRows } from '../solvers/price-rows.js';
import type { ArgmaxableByWitness, Verdict } from '../verdict/verdict.js';
import { proveBoxCertificate } from '../verify/prove-box-certificate.js';
import { buildWitness } from './build-witness.js';
import { directionThrough } from './direction-through.js';
import { witnessVerdict } from './witness-verdict.js';

/** What {@link decideInBox} needs besides the set. */
export interface BoxDecision {
  readonly layer: Layer;
  readonly priceRows: PriceRows;
  readonly radiusFinder: RadiusFinder;
  readonly box: number;
}

/**
 * Narrows a verdict about all inputs down to those in a box: what no input can do, none in the box can; a witness may
 * already lie in it, or be brought there without biases, where only its direction counts. Else the largest ball with
 * its center in the box decides: a positive radius gives a witness, a negative one the combination of rows that
 * excludes the box.
 *
 * @param free the verdict about all inputs
 */
export async function decideInBox(
  { layer, priceRows, radiusFinder, box }: BoxDecision,
  free: Verdict,
): Promise<Verdict> {
  if (free.status === 'unargmaxable' && free.proof !== 'bounded') return free;
  if (free.status === 'argmaxable' && free.proof === 'witness') {
    const inside = moveIntoBox(layer, free, box);
    if (inside !== undefined) return inside;
  }
  const { labels } = free;
  const started = performance.now();
  const ball = await radiusFinder.largestBall(labels, box);
  const base = {
    labels,
    box,
    decidedBy: ball?.decidedBy ?? free.decidedBy,
    iterations: free.iterations + (ball?.iterations ?? 0),
    milliseconds: free.milliseconds + performance.now() - started,
  };
  if (ball !== undefined) {
    const found = buildWitness(layer, labels, directionThrough(layer, priceRows, labels, ball.center));
    if (found?.witness.every((value) => Math.abs(value) <= box)) {
      return witnessVerdict(base, found, false);
    }
    const certificate = toCertificate(ball.combination);
    if (certificate !== undefined && proveBoxCertificate(layer, labels, certificate, box)) {
      return { ...base, status: 'unargmaxable', proof: 'box', certificate, marginUpperBound: 0 };
    }
  }
  // Only a bound, but one that was asked for, and it holds in the box as everywhere.
  if (free.status === 'unargmaxable') return free;
  const bounds =
    ball === undefined
      ? 'no ball was found'
      : `the radius is between ${ball.radius} and ${ball.radiusUpperBound}, which proves neither`;
  const outside = free.status === 'argmaxable' ? ', though an input outside of it outputs the set' : '';
  return {
    ...base,
    status: 'undecided',
    reason: `in the box |x_j| <= ${box} ${bounds}${outside}`,
    ...(free.status === 'undecided' && free.marginUpperBound !== undefined
      ? { marginUpperBound: free.marginUpperBound, certificate: free.certificate! }
      : {}),
  };
}

function moveIntoBox(layer: Layer, verdict: ArgmaxableByWitness, box: number): Verdict | undefined {
  let largest = 0;
  for (const value of verdict.witness) largest = Math.max(largest, Math.abs(value));
  if (largest <= box) return { ...verdict, box };
  if (layer.bias !== undefined) return undefined;
  const direction = new Float64Array(layer.homogeneousDim);
  direction.set(verdict.witness);
  if (verdict.threshold !== undefined) direction[layer.dim] = verdict.threshold / layer.thresholdScale;
  const found = buildWitness(layer, verdict.labels, direction, box);
  if (found === undefined) return undefined;
  return { ...witnessVerdict(verdict, found, verdict.marginIsBest), box };
}

/** Increasing rows with multipliers scaled to a largest of 1; undefined where there are none. */
function toCertificate(combination: {
  readonly rows: readonly number[];
  readonly multipliers: readonly number[];
}): { rows: number[]; multipliers: Float64Array } | undefined {
  const largest = Math.max(...combination.multipliers);
  const order = Array.from(combination.rows.keys())
    .filter((k) => combination.multipliers[k]! / largest > 0)
    .sort((a, b) => combination.rows[a]! - combination.rows[b]!);
  if (order.length === 0 || !Number.isFinite(largest)) return undefined;
  return {
    rows: order.map((k) => combination.rows[k]!),
    multipliers: Float64Array.from(order, (k) => combination.multipliers[k]! / largest),
  };
}
