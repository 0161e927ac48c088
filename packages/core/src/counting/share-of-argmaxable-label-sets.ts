import { type CountArgmaxableOptions, countArgmaxableLabelSets } from './count-argmaxable-label-sets.js';

/** The share of all 2^n label sets, as {@link shareOfArgmaxableLabelSets} gives it. */
export interface ArgmaxableShare {
  /** count / 2^n in [0, 1]; 0 when it is below the smallest double (see `log2`). */
  readonly share: number;
  /** log2 of the share, finite unless the count is 0 (then -Infinity). */
  readonly log2: number;
}

/**
 * The share of all 2^n label sets that an output layer can output: {@link countArgmaxableLabelSets} divided by 2^n.
 *
 * For large n it is far below what a double can hold; its logarithm is not.
 *
 * @throws TypeError, RangeError as {@link countArgmaxableLabelSets}
 */
export function shareOfArgmaxableLabelSets(options: CountArgmaxableOptions): ArgmaxableShare {
  const count = countArgmaxableLabelSets(options);
  if (count === 0n) return { share: 0, log2: Number.NEGATIVE_INFINITY };
  // The leading 64 bits hold more than a double does.
  const numBits = count.toString(16).length * 4;
  const shift = Math.max(0, numBits - 64);
  const leading = Number(count >> BigInt(shift));
  const exponent = shift - options.numLabels;
  return {
    // Two factors: 2^exponent alone may underflow although the product does not.
    share: leading * 2 ** Math.ceil(exponent / 2) * 2 ** Math.floor(exponent / 2),
    log2: Math.log2(leading) + exponent,
  };
}
