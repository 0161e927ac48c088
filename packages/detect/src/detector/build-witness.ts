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
 * Turns a direction z of the homogeneous form into an input x and proves it.
 *
 * With a bias x = z_x / t. Where t is zero or tiny it is first raised by 2^-10 of the margin that z seems to have:
 * the tilted direction keeps all but a thousandth of it, and no digit is lost, because only ratios matter.
 *
 * @returns undefined when x is not finite or does not output the set provably
 */
export function buildWitness(
  layer: Layer,
  labels: readonly number[],
  direction: Float64Array,
  seemingMargin: number,
): ProvedWitness | undefined {
  const { dim, bias, thresholdScale, homogeneousDim } = layer;
  const size = scaledNorm(direction, 0, homogeneousDim);
  if (!(size > 0 && size < Number.POSITIVE_INFINITY)) return undefined;
  let scale: number;
  if (bias === undefined) {
    scale = timesPowerOfTwo(1, Math.max(-1000, Math.min(1000, -exponentOf(size))));
  } else {
    const t = Math.max(direction[dim]!, size * seemingMargin * 2 ** -10);
    scale = 1 / t;
  }
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
