import { primitiveVector } from '../exact/primitive-vector.js';

/** A vector of rational numbers: entry j is `numerators[j] / denominator`, in lowest terms as a whole. */
export interface ExactVector {
  readonly numerators: readonly bigint[];
  /** > 0. */
  readonly denominator: bigint;
}

/** Divides the numerators and the (positive) denominator by what they have in common. */
export function exactVector(numerators: readonly bigint[], denominator: bigint): ExactVector {
  const reduced = primitiveVector([denominator, ...numerators]);
  return { numerators: reduced.slice(1), denominator: reduced[0]! };
}
