import { createMatrix, type Matrix } from '../matrix/matrix.js';
import { logSoftmaxReference } from './log-softmax.js';

/**
 * Log probabilities of a mixture of softmaxes in float64: log Σ_k softmax(priors)_k softmax(scores_k)_j.
 *
 * Source: Yang, Dai, Salakhutdinov, Cohen, "Breaking the Softmax Bottleneck", ICLR 2018, eq. of section 3.1.
 *
 * @param priorLogits [batch, K]
 * @param scores K matrices [batch, n], one per component
 * @returns [batch, n]
 * @throws TypeError, RangeError when a matrix is not well-formed or shapes disagree
 */
export function mixtureLogProbabilitiesReference({
  priorLogits,
  scores,
}: {
  readonly priorLogits: Matrix;
  readonly scores: readonly Matrix[];
}): Matrix {
  const place = 'mixtureLogProbabilitiesReference';
  const logPriors = logSoftmaxReference(priorLogits);
  if (scores.length !== priorLogits.cols) {
    throw new RangeError(`${place}: ${priorLogits.cols} priors need as many scores, got ${scores.length}`);
  }
  const components = scores.map(logSoftmaxReference);
  const [{ rows, cols }] = components as [Matrix];
  if (components.some((other) => other.rows !== priorLogits.rows || other.cols !== cols)) {
    throw new RangeError(`${place}: all scores must have ${priorLogits.rows} rows and as many columns`);
  }
  const result = createMatrix(rows, cols);
  for (let i = 0; i < rows * cols; i++) {
    const terms = components.map(
      ({ data }, k) => data[i]! + logPriors.data[Math.floor(i / cols) * components.length + k]!,
    );
    const largest = Math.max(...terms);
    result.data[i] = largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0));
  }
  return result;
}
