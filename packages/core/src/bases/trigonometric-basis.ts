import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { unitRoots } from '../fft/unit-roots.js';
import { createMatrix, type Matrix } from '../matrix/matrix.js';

/**
 * The first 2k+1 real Fourier vectors on n points, as orthonormal columns.
 *
 *     B[t, 0]      = √(1/n)
 *     B[t, 2j - 1] = √(2/n) cos(2πjt/n)
 *     B[t, 2j]     = √(2/n) sin(2πjt/n)        t = 0..n-1, j = 1..k
 *
 * The sign vectors of B c, over all c, are exactly those with at most 2k sign changes around the cycle, so every
 * label set with at most k labels is among them. Since 2k+1 <= n, the Nyquist column of an even n (whose sine part
 * would be zero) never occurs. The product jt is reduced mod n before the angle is formed: the columns are
 * orthonormal to about 1e-15 for any n.
 *
 * Source: Grivas, Vergari, Lopez, "Taming the Sigmoid Bottleneck", AAAI 2024 (the DFT layer).
 *
 * @param options.numLabels n >= 1
 * @param options.k number of frequencies, 0 <= k and 2k + 1 <= n
 * @returns matrix [n, 2k+1]
 * @throws TypeError, RangeError when n or k is no such integer
 */
export function trigonometricBasis(options: { readonly numLabels: number; readonly k: number }): Matrix {
  checkOptions('trigonometricBasis', options);
  const { numLabels, k } = options;
  checkInteger('trigonometricBasis', 'numLabels', numLabels, 1);
  checkInteger('trigonometricBasis', 'k', k, 0);
  if (2 * k + 1 > numLabels) {
    throw new RangeError(
      `trigonometricBasis: k = ${k} needs 2k + 1 = ${2 * k + 1} columns, but there are only ${numLabels} labels. ` +
        `Choose k <= ${Math.floor((numLabels - 1) / 2)}.`,
    );
  }
  const cols = 2 * k + 1;
  const basis = createMatrix(numLabels, cols);
  const { data } = basis;
  const { cos, sin } = unitRoots(numLabels);
  const constant = Math.sqrt(1 / numLabels);
  const scale = Math.sqrt(2 / numLabels);
  for (let t = 0; t < numLabels; t++) {
    const row = t * cols;
    data[row] = constant;
    // (j * t) mod n, kept up by adding t: no product that could lose digits.
    let turn = 0;
    for (let j = 1; j <= k; j++) {
      turn += t;
      if (turn >= numLabels) turn -= numLabels;
      data[row + 2 * j - 1] = scale * cos[turn]!;
      data[row + 2 * j] = scale * sin[turn]!;
    }
  }
  return basis;
}
