import type { KernelMemory } from '@sbn/kernels/training';
import type { FixedWeights } from '../fixed-weights.js';

/**
 * Puts one factor per label where the kernels find them: by position.
 *
 * @returns the address; 0 where there are none
 */
export function allocateLabelWeights(
  memory: KernelMemory,
  labelWeights: readonly number[] | undefined,
  { positionOf }: FixedWeights,
): number {
  if (labelWeights === undefined) return 0;
  const at = memory.allocate(4 * labelWeights.length);
  const factors = memory.floats(at, labelWeights.length);
  labelWeights.forEach((factor, label) => {
    factors[positionOf === undefined ? label : positionOf[label]!] = factor;
  });
  return at;
}
