import { checkInteger, describeKind } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { sigmoid, softplus } from '../reference/sigmoid.js';
import { checkLabelSets } from '../sparse/check-label-sets.js';
import type { LabelSets } from '../sparse/sparse-rows.js';
import { checkLogits } from './check-logits.js';

/** Options of {@link fitTemperature}. */
export interface TemperatureOptions {
  /** Row-major [numRows, n], of validation data; finite. */
  readonly logits: Float32Array | Float64Array;
  readonly numRows: number;
  /** `numRows` label sets over the n labels. */
  readonly labels: LabelSets;
  /**
   * What the probabilities are: `'softmax'` of one class among n, where rows without a label do not count and a set S
   * counts 1/|S| for each of its labels; or `'sigmoid'` of each label by itself, where all rows count.
   */
  readonly form: 'softmax' | 'sigmoid';
}

/** What {@link fitTemperature} finds. Plain JSON. */
export interface FittedTemperature {
  /** T in [0.01, 100]. */
  readonly temperature: number;
  /** Mean over rows (softmax) or over rows and labels (sigmoid), at that temperature. */
  readonly negativeLogLikelihood: number;
  /** The same at T = 1. */
  readonly negativeLogLikelihoodBefore: number;
  /**
   * Whether T is an end of its interval. At 0.01 every row is decided right, so that no confidence is too much; at 100 the
   * logits tell nothing, or the opposite.
   */
  readonly isAtBound: boolean;
}

const smallestTemperature = 0.01;
const largestTemperature = 100;

/**
 * Temperature scaling: the T by which logits are divided for the highest likelihood of validation data. It changes no
 * decision for the best class, only how sure the model says it is.
 *
 * The negative log likelihood is convex in 1/T, so Newton's method inside a shrinking interval finds its one minimum, to
 * 1e-10 of T. Where all logits of a row are equal in every row, any T is as good, and T is 1.
 *
 * Source: Guo, Pleiss, Sun, Weinberger, *On Calibration of Modern Neural Networks*, ICML 2017, section 4.2.
 *
 * @throws TypeError, RangeError when an option is none of the above, or no row counts
 */
export function fitTemperature(options: TemperatureOptions): FittedTemperature {
  const place = 'fitTemperature';
  checkOptions(place, options);
  const { logits, numRows, labels, form } = options;
  checkInteger(place, 'numRows', numRows, 1);
  checkLabelSets(labels, { name: `${place}: labels`, numRows });
  checkInteger(place, 'labels.numCols', labels.numCols, 1);
  checkLogits(place, logits, numRows, labels.numCols);
  if (form !== 'softmax' && form !== 'sigmoid') {
    const got = typeof form === 'string' ? JSON.stringify(form) : describeKind(form);
    throw new RangeError(`${place}: form must be "softmax" or "sigmoid", got ${got}`);
  }
  if (form === 'softmax' && labels.indices.length === 0) {
    throw new RangeError(`${place}: no row has a label; a softmax needs rows of known classes`);
  }
  const likelihood = form === 'softmax' ? softmaxLikelihood : sigmoidLikelihood;
  const at = (inverse: number): Likelihood => likelihood(logits, labels, inverse);
  const inverse = minimise(at);
  return {
    temperature: 1 / inverse,
    negativeLogLikelihood: at(inverse).value,
    negativeLogLikelihoodBefore: at(1).value,
    isAtBound: inverse === 1 / smallestTemperature || inverse === 1 / largestTemperature,
  };
}

/** A negative log likelihood as a function of β = 1/T, with its first and second derivative by β. */
interface Likelihood {
  readonly value: number;
  readonly slope: number;
  readonly curvature: number;
}

/** Where a convex function of β has its minimum, in the interval of temperatures. */
function minimise(at: (inverse: number) => Likelihood): number {
  let lower = 1 / largestTemperature;
  let upper = 1 / smallestTemperature;
  const slopeBelow = at(lower).slope;
  const slopeAbove = at(upper).slope;
  if (slopeBelow === 0 && slopeAbove === 0) return 1;
  if (slopeBelow >= 0) return lower;
  if (slopeAbove <= 0) return upper;
  let inverse = 1;
  let step = Number.POSITIVE_INFINITY;
  for (;;) {
    const { slope, curvature } = at(inverse);
    if (slope < 0) lower = inverse;
    else upper = inverse;
    const newton = inverse - slope / curvature;
    // Where a step leaves the interval, or is not much shorter than the last, the interval is cut instead.
    const isShorter = Math.abs(newton - inverse) < step / 2;
    const next = isShorter && newton > lower && newton < upper ? newton : Math.sqrt(lower * upper);
    step = Math.abs(next - inverse);
    if (step <= 1e-10 * inverse) return next;
    inverse = next;
  }
}

/** Of Σ_j y_j (log Σ_i exp(β z_i) - β z_j) with Σ_j y_j = 1: E_p[z] - Σ_j y_j z_j, and the variance of z under p. */
function softmaxLikelihood(
  logits: TemperatureOptions['logits'],
  { numRows, numCols, offsets, indices }: LabelSets,
  inverse: number,
): Likelihood {
  let value = 0;
  let slope = 0;
  let curvature = 0;
  let count = 0;
  for (let row = 0; row < numRows; row++) {
    const size = offsets[row + 1]! - offsets[row]!;
    if (size === 0) continue;
    count++;
    const start = row * numCols;
    let largest = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < numCols; j++) largest = Math.max(largest, logits[start + j]!);
    // Logits are shifted by the largest, which cancels.
    let sum = 0;
    let first = 0;
    let second = 0;
    for (let j = 0; j < numCols; j++) {
      const z = logits[start + j]! - largest;
      const power = Math.exp(inverse * z);
      sum += power;
      first += power * z;
      second += power * z * z;
    }
    const mean = first / sum;
    let wanted = 0;
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      wanted += (logits[start + indices[i]!]! - largest) / size;
    }
    value += Math.log(sum) - inverse * wanted;
    slope += mean - wanted;
    curvature += Math.max(0, second / sum - mean * mean);
  }
  return { value: value / count, slope: slope / count, curvature: curvature / count };
}

/** Of softplus(x) with x = -β z for an active label and β z for any other: x σ(x) / β, and z² σ(x) σ(-x). */
function sigmoidLikelihood(
  logits: TemperatureOptions['logits'],
  { numRows, numCols, offsets, indices }: LabelSets,
  inverse: number,
): Likelihood {
  let value = 0;
  let slope = 0;
  let curvature = 0;
  for (let row = 0; row < numRows; row++) {
    let next = offsets[row]!;
    for (let label = 0; label < numCols; label++) {
      const isActive = next < offsets[row + 1]! && indices[next] === label;
      if (isActive) next++;
      const z = logits[row * numCols + label]!;
      const towards = isActive ? -z : z;
      const p = sigmoid(inverse * towards);
      value += softplus(inverse * towards);
      slope += towards * p;
      curvature += z * z * p * (1 - p);
    }
  }
  const count = numRows * numCols;
  return { value: value / count, slope: slope / count, curvature: curvature / count };
}
