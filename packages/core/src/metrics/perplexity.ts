import { checkInteger, describeKind } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';

/**
 * Perplexity: exp of the mean negative log likelihood, so the number of equally likely classes that would be as hard to
 * guess. Over the whole data set, not a mean of perplexities of batches.
 *
 * @param options.sumNegativeLogLikelihood Σ -log P(class) over all rows, natural logarithms; Infinity where a class had
 *   probability 0
 * @param options.count how many rows that sum has, >= 1
 * @returns a number > 0; Infinity where the sum is, or where the mean is beyond 709
 * @throws TypeError, RangeError when the sum is no number or the count is none
 */
export function perplexity(options: {
  readonly sumNegativeLogLikelihood: number;
  readonly count: number;
}): number {
  checkOptions('perplexity', options);
  const { sumNegativeLogLikelihood: sum, count } = options;
  if (typeof sum !== 'number') {
    throw new TypeError(`perplexity: sumNegativeLogLikelihood must be a number, got ${describeKind(sum)}`);
  }
  if (Number.isNaN(sum) || sum === Number.NEGATIVE_INFINITY) {
    throw new RangeError(`perplexity: sumNegativeLogLikelihood must be a number > -Infinity, got ${sum}`);
  }
  checkInteger('perplexity', 'count', count, 1);
  return Math.exp(sum / count);
}
