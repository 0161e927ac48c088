import { defineDft, dftConfig } from '../definitions/dft.js';
import type { DftHeadOptions } from '../definitions/head-config.js';
import type { Head } from '../head.js';
import { createHead } from './create-head.js';

/**
 * The DFT layer: label weights that are fixed low frequencies, so that every label set with at most k labels can be
 * output, plus s learned slack columns.
 *
 *     c = A h + a        A [2k+1+s, E], a [2k+1+s]
 *     z = F c[0 .. 2k] + S c[2k+1 ..]        F [n, 2k+1] fixed (`trigonometricBasis`), S [n, s]
 *
 * The guarantee is about z as a function of c; it holds for z as a function of h when A has full row rank, which needs
 * E >= 2k+1+s. Initial values: A ~ U(-1/√E, 1/√E); S ~ U(-1/√s, 1/√s); a = 0 but for the constant coefficient
 * a_0 = logit(k/n) √n, so that every label starts near probability k/n. Trained numbers: (E + 1)(2k+1+s) + s n.
 * Parameters: `inputWeights`, `inputBias` and, when s > 0, `slackWeights`.
 *
 * Source: Grivas, Vergari, Lopez, "Taming the Sigmoid Bottleneck", AAAI 2024 (the DFT layer).
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function dftHead(options: DftHeadOptions): Head {
  return createHead(defineDft(dftConfig('dftHead', options)));
}
