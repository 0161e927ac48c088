import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';

/**
 * F1@k = 2PR / (P + R), where P and R are the means of P@k and R@k over the whole data set (not the mean of each
 * row's F1); 0 when both are 0.
 *
 * Source: the evaluation of Grivas, Vergari, Lopez, "Taming the Sigmoid Bottleneck", AAAI 2024.
 *
 * @throws TypeError, RangeError when a mean is not in [0, 1]
 */
export function f1AtK(means: { readonly precision: number; readonly recall: number }): number {
  checkOptions('f1AtK', means);
  const { precision, recall } = means;
  checkNumber('f1AtK', 'precision', precision, 0, 1);
  checkNumber('f1AtK', 'recall', recall, 0, 1);
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}
