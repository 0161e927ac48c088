import { type VandermondePoints, vandermondeBasis } from '../bases/vandermonde-basis.js';
import { checkOptions } from '../checks/check-options.js';
import type { Matrix } from '../matrix/matrix.js';
import { type FixedBasisOptions, fixedBasisLogits } from './fixed-basis-logits.js';

/** Options of {@link vandermondeLogitsReference}. */
export interface VandermondeLogitsOptions extends FixedBasisOptions {
  /** Number of fixed columns. */
  readonly dim: number;
  /** As in `vandermondeBasis`. */
  readonly points?: VandermondePoints | undefined;
}

/**
 * Logits of a Vandermonde head in float64: z = Q c + S c' with (c, c') = A h + a and Q of `vandermondeBasis`.
 *
 * Source: Grivas, Vergari, Lopez, "Taming the Sigmoid Bottleneck", AAAI 2024.
 *
 * @returns [batch, n]
 * @throws TypeError, RangeError when an argument is not well-formed or shapes disagree
 */
export function vandermondeLogitsReference(options: VandermondeLogitsOptions): Matrix {
  const place = 'vandermondeLogitsReference';
  checkOptions(place, options);
  const { numLabels, dim, points = 'chebyshev' } = options;
  return fixedBasisLogits(place, options, vandermondeBasis({ numLabels, dim, points }));
}
