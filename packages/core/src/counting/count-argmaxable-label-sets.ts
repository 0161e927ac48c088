import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { binomialSum } from './binomial.js';

/** Options of {@link countArgmaxableLabelSets}. */
export interface CountArgmaxableOptions {
  /** Number of labels n >= 1: rows of W. */
  readonly numLabels: number;
  /** Feature dimension d >= 0: columns of W, a bias not counted. */
  readonly dim: number;
  /** Whether the layer has a bias vector with a free value per label; false when left out. */
  readonly bias?: boolean;
}

/**
 * How many of the 2^n label sets an output layer sign(Wx + b) of n labels on d features can output: the exact number
 * when W (with b) is in general position, an upper bound for every other layer.
 *
 *     no bias:    2 Σ_{i=0}^{d-1} C(n-1, i)       (2^n for d >= n)
 *     with bias:    Σ_{i=0}^{d}   C(n, i)         (2^n for d >= n)
 *
 * Without a bias the label sets are the regions into which n hyperplanes through the origin cut R^d (Cover 1965).
 * With a bias the hyperplanes w_i·x + b_i = 0 no longer pass through one point, and the regions are those of n affine
 * hyperplanes (Schläfli; Buck 1943). The two agree with each other: the affine regions are the half t > 0 of the
 * regions in R^(d+1) of the n hyperplanes w_i·x + b_i t = 0 together with t = 0, and 1/2 · 2 Σ_{i<d+1} C(n, i) is the
 * second formula. General position means: any d rows of W are linearly independent and, with a bias, so are any
 * d + 1 rows of (W, b). A bias that is a combination W a is not in general position: it shifts x and adds nothing.
 *
 * Source: Cover, "Geometrical and statistical properties of systems of linear inequalities", 1965; used for output
 * layers in Grivas, Vergari, Lopez, AAAI 2024.
 *
 * @throws TypeError, RangeError when an option is none of the above
 */
export function countArgmaxableLabelSets(options: CountArgmaxableOptions): bigint {
  checkOptions('countArgmaxableLabelSets', options);
  const { numLabels, dim, bias = false } = options;
  checkInteger('countArgmaxableLabelSets', 'numLabels', numLabels, 1);
  checkInteger('countArgmaxableLabelSets', 'dim', dim, 0);
  if (typeof bias !== 'boolean') {
    throw new TypeError(`countArgmaxableLabelSets: bias must be true or false, got ${String(bias)}`);
  }
  return bias ? binomialSum(numLabels, dim) : 2n * binomialSum(numLabels - 1, dim - 1);
}
