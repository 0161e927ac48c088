import { checkInteger, describeKind } from '../checks/check-integer.js';
import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';
import { between } from '../metrics/between.js';
import { checkScoredBatch, type ScoredBatch } from '../metrics/check-scores.js';

/** Options of {@link fitThresholds}: scores of validation data, and what to look for. */
export interface ThresholdsOptions extends ScoredBatch {
  /** `'f1'` when left out; `'balanced-accuracy'` is the mean of the shares of rows with and without the label decided right. */
  readonly objective?: 'f1' | 'balanced-accuracy' | undefined;
  /** For labels that no threshold can be fitted to; 0 when left out, which for logits is probability 1/2. */
  readonly defaultThreshold?: number | undefined;
}

/** What {@link fitThresholds} finds, label by label. Plain JSON. */
export interface FittedThresholds {
  /** Predict label j where its score is strictly greater than the j-th. All finite. */
  readonly thresholds: readonly number[];
  /** The objective of each label there; 0 where the default stands. */
  readonly values: readonly number[];
  /** Labels to which the default was given: no row has them or, for balanced accuracy, every row does. */
  readonly unfitted: readonly number[];
}

/**
 * Looks for the threshold of each label by itself that has the highest F1 or balanced accuracy. Fit on validation data,
 * not on the data that is reported: with few examples of a label the best threshold is a matter of luck.
 *
 * Equal scores are decided alike. Of several equally good thresholds the highest is taken, half-way between the scores
 * that it parts; one that no row is above is never taken.
 *
 * @throws TypeError, RangeError when an option is none of the above or a score is NaN
 */
export function fitThresholds(options: ThresholdsOptions): FittedThresholds {
  const place = 'fitThresholds';
  checkOptions(place, options);
  const { scores, numRows, labels, objective = 'f1', defaultThreshold = 0 } = options;
  if (objective !== 'f1' && objective !== 'balanced-accuracy') {
    const got = typeof objective === 'string' ? JSON.stringify(objective) : describeKind(objective);
    throw new RangeError(`${place}: objective must be "f1" or "balanced-accuracy", got ${got}`);
  }
  checkNumber(place, 'defaultThreshold', defaultThreshold);
  checkInteger(place, 'numRows', numRows, 1);
  checkScoredBatch(place, options, labels?.numCols);
  const numLabels = labels.numCols;
  const isActive = new Uint8Array(numRows * numLabels);
  for (let row = 0; row < numRows; row++) {
    for (let i = labels.offsets[row]!; i < labels.offsets[row + 1]!; i++) {
      isActive[row * numLabels + labels.indices[i]!] = 1;
    }
  }
  const measure = objective === 'f1' ? f1 : balancedAccuracy;
  const thresholds: number[] = [];
  const values: number[] = [];
  const unfitted: number[] = [];
  for (let label = 0; label < numLabels; label++) {
    const best = bestThreshold(columnOf(scores, isActive, label, numRows, numLabels), measure);
    if (best === undefined) unfitted.push(label);
    thresholds.push(best?.threshold ?? defaultThreshold);
    values.push(best?.value ?? 0);
  }
  return { thresholds, values, unfitted };
}

/** The scores of one label, sorted upwards: of rows that have it and of the others. */
interface Column {
  readonly active: Float64Array;
  readonly others: Float64Array;
}

function columnOf(
  scores: ScoredBatch['scores'],
  isActive: Uint8Array,
  label: number,
  numRows: number,
  numLabels: number,
): Column {
  const active: number[] = [];
  const others: number[] = [];
  for (let row = 0; row < numRows; row++) {
    const at = row * numLabels + label;
    // + 0 makes one zero of the two, which sorting would tell apart.
    (isActive[at] === 1 ? active : others).push(scores[at]! + 0);
  }
  return { active: Float64Array.from(active).sort(), others: Float64Array.from(others).sort() };
}

/** What is made of the rows above a threshold, those that have the label and those that do not; undefined: no value. */
type Objective = (
  above: { readonly active: number; readonly others: number },
  all: { readonly active: number; readonly others: number },
) => number | undefined;

const f1: Objective = (above, all) =>
  all.active === 0 ? undefined : (2 * above.active) / (above.active + above.others + all.active);

/** In whole numbers up to the one division, or equally good thresholds would differ by their rounding. */
const balancedAccuracy: Objective = (above, all) =>
  all.active === 0 || all.others === 0
    ? undefined
    : (above.active * all.others + (all.others - above.others) * all.active) / (2 * all.active * all.others);

function bestThreshold(
  { active, others }: Column,
  measure: Objective,
): { readonly threshold: number; readonly value: number } | undefined {
  const all = { active: active.length, others: others.length };
  const left = { ...all };
  const highest = (): number =>
    Math.max(
      left.active > 0 ? active[left.active - 1]! : Number.NEGATIVE_INFINITY,
      left.others > 0 ? others[left.others - 1]! : Number.NEGATIVE_INFINITY,
    );
  let best: { threshold: number; value: number } | undefined;
  for (let score = highest(); score > -Number.MAX_VALUE; score = highest()) {
    while (left.active > 0 && active[left.active - 1] === score) left.active--;
    while (left.others > 0 && others[left.others - 1] === score) left.others--;
    const above = { active: all.active - left.active, others: all.others - left.others };
    const value = measure(above, all);
    if (value === undefined) return undefined;
    if (best === undefined || value > best.value) best = { threshold: between(highest(), score), value };
  }
  return best;
}
