import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { checkClassValues } from './check-class-values.js';

/**
 * Matched modes: the share of rows where the model's likeliest class is a likeliest class of the true distribution.
 * A low-rank softmax can miss modes whatever its weights (Yang, Dai, Salakhutdinov, Cohen, *Breaking the Softmax
 * Bottleneck*, ICLR 2018; Ganea, Gelly, Bécigneul, Severyn, ICML 2019, compare heads by it on synthetic data).
 *
 * Ties: of equal scores of the model the lowest class is its choice, as in every ranking here; any of the classes that
 * share the largest true probability (exactly) is right.
 *
 * @param options.scores the model's, row-major [numRows, numClasses]: log probabilities, or anything where more means
 *   likelier. No NaN; infinities are fine.
 * @param options.trueProbabilities row-major [numRows, numClasses], in [0, 1]
 * @param options.numRows >= 1
 * @returns a number in [0, 1]
 * @throws TypeError, RangeError when an array is wrong
 */
export function matchedModes(options: {
  readonly scores: Float32Array | Float64Array;
  readonly trueProbabilities: Float32Array | Float64Array;
  readonly numRows: number;
  readonly numClasses: number;
}): number {
  const place = 'matchedModes';
  checkOptions(place, options);
  const { scores, trueProbabilities, numRows, numClasses } = options;
  checkInteger(place, 'numRows', numRows, 1);
  checkInteger(place, 'numClasses', numClasses, 1);
  checkClassValues(place, 'scores', scores, numRows, numClasses);
  checkClassValues(place, 'trueProbabilities', trueProbabilities, numRows, numClasses, 0, 1);
  let numMatched = 0;
  for (let row = 0; row < numRows; row++) {
    const start = row * numClasses;
    const end = start + numClasses;
    if (isMode(trueProbabilities, start, end, argmaxOf(scores, start, end))) numMatched++;
  }
  return numMatched / numRows;
}

/** Where the largest of `values[start .. end)` is, the first of equal ones. */
export function argmaxOf(values: Float32Array | Float64Array, start: number, end: number): number {
  let best = start;
  for (let i = start + 1; i < end; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** Whether `values[at]` is the largest of `values[start .. end)`, alone or not. */
export function isMode(values: Float32Array | Float64Array, start: number, end: number, at: number): boolean {
  return values[at] === values[argmaxOf(values, start, end)];
}
