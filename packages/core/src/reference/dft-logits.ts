import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { createMatrix, type Matrix } from '../matrix/matrix.js';
import { type FixedBasisOptions, fixedBasisLogits } from './fixed-basis-logits.js';

/** Options of {@link dftLogitsReference}. */
export interface DftLogitsOptions extends FixedBasisOptions {
  /** Number of frequencies; 2k + 1 fixed columns. */
  readonly k: number;
  /** Label j takes row `permutation[j]` of the basis; row j when left out. */
  readonly permutation?: ArrayLike<number> | undefined;
}

/**
 * Logits of a DFT head in float64: z = F c + S c' with (c, c') = A h + a and F the orthonormal trigonometric columns.
 * F is written down from its formula here, not taken from `trigonometricBasis`, so that the two check each other.
 *
 * Source: Grivas, Vergari, Lopez, "Taming the Sigmoid Bottleneck", AAAI 2024 (the DFT layer).
 *
 * @returns [batch, n]
 * @throws TypeError, RangeError when an argument is not well-formed or shapes disagree
 */
export function dftLogitsReference(options: DftLogitsOptions): Matrix {
  const place = 'dftLogitsReference';
  checkOptions(place, options);
  const { numLabels, k, permutation } = options;
  checkInteger(place, 'numLabels', numLabels, 1);
  checkInteger(place, 'k', k, 0, Math.floor((numLabels - 1) / 2));
  if (permutation !== undefined && permutation.length !== numLabels) {
    throw new RangeError(`${place}: permutation must have ${numLabels} entries, got ${permutation.length}`);
  }
  const fixed = createMatrix(numLabels, 2 * k + 1);
  for (let label = 0; label < numLabels; label++) {
    const t = permutation === undefined ? label : permutation[label]!;
    checkInteger(place, `permutation[${label}]`, t, 0, numLabels - 1);
    const row = fixed.data.subarray(label * fixed.cols, (label + 1) * fixed.cols);
    row[0] = Math.sqrt(1 / numLabels);
    for (let j = 1; j <= k; j++) {
      const angle = (2 * Math.PI * ((j * t) % numLabels)) / numLabels;
      row[2 * j - 1] = Math.sqrt(2 / numLabels) * Math.cos(angle);
      row[2 * j] = Math.sqrt(2 / numLabels) * Math.sin(angle);
    }
  }
  return fixedBasisLogits(place, options, fixed);
}
