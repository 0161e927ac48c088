import { checkInteger } from '../checks/check-integer.js';
import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';
import { sigmoid } from '../reference/sigmoid.js';
import { checkLogits } from './check-logits.js';
import { checkKnownnessScore, type KnownnessScore } from './knownness-score.js';
import { measureRow } from './measure-row.js';

/** Options of {@link knownness}. */
export interface KnownnessOptions {
  /** Row-major [numRows, n], or [numRows, n + 1] for `'one-minus-unknown'`; finite. */
  readonly logits: Float32Array | Float64Array;
  readonly numRows: number;
  /** The known classes n >= 1. */
  readonly numClasses: number;
  readonly score: KnownnessScore;
  /** T > 0, by which logits are divided first; 1 when left out. `fitTemperature` finds it. */
  readonly temperature?: number | undefined;
}

/**
 * A score for each row of logits that tells rows of known classes from rows of none; see {@link KnownnessScore}.
 *
 * Probabilities are float64, and 1 from about T · 37 on: rows beyond that tie. (`createOpenSetMetrics` ranks rows by their
 * log odds, where they do not.)
 *
 * @returns [numRows]; in [0, 1], but for the energy
 * @throws TypeError, RangeError when an option is none of the above or a logit is not finite (its row is named)
 */
export function knownness(options: KnownnessOptions): Float64Array {
  const place = 'knownness';
  checkOptions(place, options);
  const { logits, numRows, numClasses, score, temperature = 1 } = options;
  checkKnownnessScore(place, score);
  checkTemperature(place, temperature);
  checkInteger(place, 'numClasses', numClasses, 1);
  checkInteger(place, 'numRows', numRows, 0);
  checkLogits(place, logits, numRows, logitsPerRow(score, numClasses));
  return Float64Array.from({ length: numRows }, (_, row) =>
    scoreOfRank(score, measureRow({ logits, row, numClasses, score, temperature }).rank),
  );
}

/** How many logits a row has. */
export function logitsPerRow(score: KnownnessScore, numClasses: number): number {
  return score === 'one-minus-unknown' ? numClasses + 1 : numClasses;
}

/** The score as it is shown: the probability of its log odds, or the energy itself. */
export function scoreOfRank(score: KnownnessScore, rank: number): number {
  return score === 'energy' ? rank : sigmoid(rank);
}

/** Checks that a temperature is a finite number > 0. */
export function checkTemperature(place: string, temperature: unknown): asserts temperature is number {
  checkNumber(place, 'temperature', temperature, 0);
  if (temperature === 0) throw new RangeError(`${place}: temperature must be > 0, got 0`);
}
