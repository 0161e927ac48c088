import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { binomialSum } from './binomial.js';

/**
 * How many label sets have at most k of n labels: Σ_{i=0}^{k} C(n, i).
 *
 * @param options.numLabels n >= 1
 * @param options.k k >= 0; for k >= n the answer is 2^n
 * @throws TypeError, RangeError when one is no such integer
 */
export function countKSparseLabelSets(options: { readonly numLabels: number; readonly k: number }): bigint {
  checkOptions('countKSparseLabelSets', options);
  checkInteger('countKSparseLabelSets', 'numLabels', options.numLabels, 1);
  checkInteger('countKSparseLabelSets', 'k', options.k, 0);
  return binomialSum(options.numLabels, options.k);
}
