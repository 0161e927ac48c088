import { checkMatrix } from '../checks/check-matrix.js';
import { createMatrix, type Matrix } from '../matrix/matrix.js';
import { affine } from './affine.js';

/** What the two heads with a fixed basis have in common. */
export interface FixedBasisOptions {
  /** h [batch, E]. */
  readonly hidden: Matrix;
  /** A [m + s, E]: m rows for the m fixed columns, s for the slack. */
  readonly inputWeights: Matrix;
  /** a, m + s numbers; zeros when left out. */
  readonly inputBias?: Float64Array | undefined;
  /** S [n, s]; no slack when left out. */
  readonly slackWeights?: Matrix | undefined;
  /** Number of labels n. */
  readonly numLabels: number;
}

/** z = F c + S c' with (c, c') = A h + a, after checking the shapes. F is n x m. */
export function fixedBasisLogits(place: string, options: FixedBasisOptions, fixed: Matrix): Matrix {
  const { hidden, inputWeights, inputBias, slackWeights, numLabels } = options;
  const slack = slackWeights ?? createMatrix(numLabels, 0);
  checkMatrix(place, 'slackWeights', slack);
  if (slack.rows !== numLabels) {
    throw new RangeError(`${place}: slackWeights must have ${numLabels} rows, got ${slack.rows}`);
  }
  const coefficients = affine(place, hidden, inputWeights, inputBias, {
    weights: 'inputWeights',
    bias: 'inputBias',
  });
  const width = fixed.cols + slack.cols;
  if (coefficients.cols !== width) {
    throw new RangeError(
      `${place}: inputWeights must have ${width} rows (${fixed.cols} fixed + ${slack.cols} slack), got ${coefficients.cols}`,
    );
  }
  const logits = createMatrix(hidden.rows, numLabels);
  for (let row = 0; row < hidden.rows; row++) {
    for (let label = 0; label < numLabels; label++) {
      let sum = 0;
      for (let j = 0; j < fixed.cols; j++) {
        sum += fixed.data[label * fixed.cols + j]! * coefficients.data[row * width + j]!;
      }
      for (let j = 0; j < slack.cols; j++) {
        sum += slack.data[label * slack.cols + j]! * coefficients.data[row * width + fixed.cols + j]!;
      }
      logits.data[row * numLabels + label] = sum;
    }
  }
  return logits;
}
