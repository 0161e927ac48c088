import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { checkClassValues } from './check-class-values.js';
import { checkClasses } from './check-classes.js';

/**
 * The Brier score of probabilities over n classes, in its first form: the mean over rows of
 *
 *     Σ_j (p_j - y_j)²,  y = 1 at the row's class and 0 elsewhere
 *
 * (Brier, *Verification of forecasts expressed in terms of probability*, Monthly Weather Review 78, 1950). From 0 to 2;
 * for two classes it is twice the score of one probability that others call by this name. `createClassMetrics` gives it
 * for data that comes in batches.
 *
 * @param options.probabilities row-major [numRows, numClasses], in [0, 1]
 * @param options.numRows >= 1
 * @param options.classes one class per row, integers in [0, numClasses)
 * @throws TypeError, RangeError when an array is wrong
 */
export function brierScore(options: {
  readonly probabilities: Float32Array | Float64Array;
  readonly numRows: number;
  readonly numClasses: number;
  readonly classes: ArrayLike<number>;
}): number {
  const place = 'brierScore';
  checkOptions(place, options);
  const { probabilities, numRows, numClasses, classes } = options;
  checkInteger(place, 'numRows', numRows, 1);
  checkInteger(place, 'numClasses', numClasses, 1);
  checkClasses(place, classes, numRows, numClasses);
  checkClassValues(place, 'probabilities', probabilities, numRows, numClasses, 0, 1);
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) sum += probabilities[i]! ** 2;
  // (p - 1)² in place of p² at the class.
  for (let row = 0; row < numRows; row++) sum += 1 - 2 * probabilities[row * numClasses + classes[row]!]!;
  return sum / numRows;
}
