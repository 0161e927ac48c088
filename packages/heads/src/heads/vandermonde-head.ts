import type { VandermondeHeadOptions } from '../definitions/head-config.js';
import { defineVandermonde, vandermondeConfig } from '../definitions/vandermonde.js';
import type { Head } from '../head.js';
import { createHead } from './create-head.js';

/**
 * The DFT layer with polynomials in place of waves: the fixed label weights are an orthonormalised Vandermonde matrix.
 *
 *     c = A h + a        A [m+s, E], a [m+s]        m = dim = 2k+1
 *     z = Q c[0 .. m-1] + S c[m ..]        Q [n, m] fixed (`vandermondeBasis`), S [n, s]
 *
 * Without slack the label sets that can be output are those with at most m - 1 sign changes along the line of labels;
 * every set with at most k = floor((m-1)/2) labels is among them. Initial values, trained numbers and parameters as
 * for `dftHead` with m in place of 2k+1.
 *
 * Source: Grivas, Vergari, Lopez, "Taming the Sigmoid Bottleneck", AAAI 2024 (Vandermonde parametrisation).
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function vandermondeHead(options: VandermondeHeadOptions): Head {
  return createHead(defineVandermonde(vandermondeConfig('vandermondeHead', options)));
}
