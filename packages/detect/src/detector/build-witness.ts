import type { Layer } from '../layer/layer.js';
import { exponentOf, scaledNorm, timesPowerOfTwo } from '../verify/floating-point.js';
import { proveWitness } from '../verify/prove-witness.js';

/** An input that outputs a label set, proved. */
export interface ProvedWitness {
  readonly witness: Float64Array;
  readonly threshold: number | undefined;
  readonly margin: number;
}

/**
 * Turns a direction z of the homogeneous form into an input x and proves it. With a bias x = z_x / t, so t must be
 * positive: see {@link tilt}.
 *
 * @param box without biases only the direction of x counts, and x is made so short that |x_j| <= box
 * @returns undefined when x is not finite or does not output the set provably
 */
export function buildWitness(
  layer: Layer,
  labels: readonly number[],
  direction: Float64Array,
  box: number = Number.MAX_VALUE,
): ProvedWitness | undefined {
  const { dim, bias, thresholdScale, homogeneousDim } = layer;
  const size = scaledNorm(direction, 0, homogeneousDim);
  if (!(size > 0 && size < Number.POSITIVE_INFINITY)) return undefined;
  const scale =
    bias === undefined
      ? timesPowerOfTwo(
          1,
          Math.max(-1000, Math.min(1000, Math.min(0, exponentOf(box) - 1) - exponentOf(size))),
        )
      : 1 / direction[dim]!;
  // Adding 0 turns -0 into 0, which every format can write.
  const witness = direction.subarray(0, dim).map((value) => value * scale + 0);
  const threshold =
    thresholdScale > 0 ? direction[homogeneousDim - 1]! * scale * thresholdScale + 0 : undefined;
  if (!witness.every(Number.isFinite) || (threshold !== undefined && !Number.isFinite(threshold))) {
    return undefined;
  }
  const proof = proveWitness(layer, labels, witness, threshold ?? 0);
  return proof.proved ? { witness, threshold, margin: proof.margin } : undefined;
}

/**
 * Raises the bias coordinate t of a direction to at least a given fraction of its length. A direction whose rows have
 * margins of γ keeps γ - fraction of them, and no digit is lost, because only ratios matter.
 */
export function tilt(direction: Float64Array, coordinate: number, fraction: number): Float64Array {
  const tilted = direction.slice();
  const size = scaledNorm(direction, 0, direction.length);
  tilted[coordinate] = Math.max(tilted[coordinate]!, size * fraction);
  return tilted;
}
