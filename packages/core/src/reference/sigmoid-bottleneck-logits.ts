import { checkOptions } from '../checks/check-options.js';
import type { Matrix } from '../matrix/matrix.js';
import { affine } from './affine.js';

/** Options of {@link sigmoidBottleneckLogitsReference}. */
export interface SigmoidBottleneckLogitsOptions {
  /** h [batch, E]. */
  readonly hidden: Matrix;
  /** A [d, E]. */
  readonly inputWeights: Matrix;
  /** a, d numbers; zeros when left out. */
  readonly inputBias?: Float64Array | undefined;
  /** V [n, d]. */
  readonly labelWeights: Matrix;
}

/**
 * Logits of a bottlenecked sigmoid head in float64: z = V (A h + a).
 *
 * Source: Grivas, Vergari, Lopez, "Taming the Sigmoid Bottleneck", AAAI 2024 (the BSL).
 *
 * @returns [batch, n]
 * @throws TypeError, RangeError when an argument is not well-formed or shapes disagree
 */
export function sigmoidBottleneckLogitsReference(options: SigmoidBottleneckLogitsOptions): Matrix {
  const place = 'sigmoidBottleneckLogitsReference';
  checkOptions(place, options);
  const { hidden, inputWeights, inputBias, labelWeights } = options;
  const bottleneck = affine(place, hidden, inputWeights, inputBias, {
    weights: 'inputWeights',
    bias: 'inputBias',
  });
  return affine(place, bottleneck, labelWeights, undefined, { weights: 'labelWeights', bias: '' });
}
