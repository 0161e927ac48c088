import { checkInteger, describeKind } from '../checks/check-integer.js';
import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';
import { type CalibrationBin, createCalibrationBins } from '../metrics/calibration-bins.js';
import { expectedCalibrationError } from '../metrics/expected-calibration-error.js';
import { checkLabelSets } from '../sparse/check-label-sets.js';
import type { LabelSets } from '../sparse/sparse-rows.js';
import { checkLogits } from './check-logits.js';
import { checkTemperature, logitsPerRow, scoreOfRank } from './knownness.js';
import { checkKnownnessScore, type KnownnessScore } from './knownness-score.js';
import { measureRejection } from './measure-rejection.js';
import { type MeasuredRow, measureRow } from './measure-row.js';
import { createRankedOutcomes } from './ranked-outcomes.js';

/** Options of {@link createOpenSetMetrics}. */
export interface OpenSetOptions {
  /** The known classes n >= 1. */
  readonly numClasses: number;
  /** What tells known rows from unknown ones; `'max-sigmoid'` when left out. */
  readonly score?: KnownnessScore | undefined;
  /** T > 0, by which logits are divided first; 1 when left out. */
  readonly temperature?: number | undefined;
  /**
   * A row is accepted where its score is strictly greater; one number, or one per class, of which the best class's counts.
   * When left out: 0.5 for `'max-sigmoid'` and `'max-softmax'`; for `'one-minus-unknown'` a row is rejected where the
   * unknown is the likeliest class of all; for `'energy'`, which has no natural threshold, nothing that needs one is
   * measured.
   */
  readonly threshold?: number | ArrayLike<number> | undefined;
  /** Bins of the calibration error; 15 when left out. */
  readonly numBins?: number | undefined;
  /** Rows whose scores are kept; 2^22 when left out (32 MiB). Beyond them scores are counted in bins of 0.2%. */
  readonly maxStoredScores?: number | undefined;
}

/** Logits of a batch of rows, with what each row is. */
export interface OpenSetBatch {
  /** Row-major [numRows, n], or [numRows, n + 1] for `'one-minus-unknown'`; finite. */
  readonly logits: Float32Array | Float64Array;
  readonly numRows: number;
  /** `numRows` label sets over the n known classes: one class, or none where the row is unknown. */
  readonly labels: LabelSets;
}

/** The rows of one class, or the unknown ones. Plain JSON. */
export interface OpenSetClassReport {
  readonly numRows: number;
  /** Share of these rows that is decided right: accepted as this class, or rejected if unknown. There with a threshold. */
  readonly accuracy?: number;
  /** Mean score of these rows; 0 without rows. */
  readonly meanScore: number;
}

/** How well a model knows its classes and rejects all else. Plain JSON, over the whole data set. */
export interface OpenSetReport {
  readonly numRows: number;
  readonly numKnown: number;
  readonly numUnknown: number;
  readonly numClasses: number;
  readonly score: KnownnessScore;
  readonly temperature: number;
  /** Where one was given or is usual for the score. */
  readonly threshold?: number | readonly number[];
  /** Share of known rows whose best class is the right one, nothing rejected; there if known rows came. */
  readonly closedSetAccuracy?: number;
  /** Share of all rows that is decided right; there where rows are accepted and rejected. */
  readonly accuracy?: number;
  /** The same, as the mean over classes that have rows, the unknown being one of them. */
  readonly balancedAccuracy?: number;
  /** Each class by itself. */
  readonly classes: readonly OpenSetClassReport[];
  readonly unknown: OpenSetClassReport;
  /** The probability that a known row has a higher score than an unknown one (a tie is half); there if both came. */
  readonly areaUnderRoc?: number;
  /** The share of unknown rows accepted where at least 95% of known rows are; there if both came. */
  readonly falsePositiveRateAt95?: number;
  /** The same as `areaUnderRoc`, but the known row must be right as well; there if both came. */
  readonly areaUnderOscr?: number;
  /** The highest threshold that accepts at least 95% of known rows; there if known rows came. */
  readonly thresholdAt95?: number;
  /** Of the best class of known rows; there if known rows came. */
  readonly expectedCalibrationError?: number;
  /** For a reliability diagram of known rows. */
  readonly calibrationBins: readonly CalibrationBin[];
  /** Whether all scores were kept. If false, scores that are 0.2% apart tie in the areas and at 95%. */
  readonly isExact: boolean;
}

/** Measures a model that may answer "unknown", batch by batch. */
export interface OpenSetMetrics {
  /**
   * Counts one more batch.
   *
   * @throws TypeError, RangeError when the batch is not well-formed, a logit is not finite or a row has several classes;
   *   nothing of the batch is then counted
   */
  add(batch: OpenSetBatch): void;
  /**
   * The metrics of everything added so far; more can be added afterwards.
   *
   * @throws RangeError when no row was added
   */
  result(): OpenSetReport;
}

/** The largest double below 1. */
const justBelowOne = 1 - 2 ** -53;

/**
 * Starts measuring an open-set classifier over a data set that comes in batches: how well it tells its classes apart, how
 * well it rejects rows of none, and whether its probabilities can be believed. What needs known rows, unknown rows or both
 * is left out of the report where they did not come.
 *
 * Rows are ranked by the log odds of their score, so probabilities that round to 1 still differ. Of equal logits the
 * lowest class is the best.
 *
 * @throws TypeError, RangeError when an option is none of the above
 */
export function createOpenSetMetrics(options: OpenSetOptions): OpenSetMetrics {
  const place = 'createOpenSetMetrics';
  checkOptions(place, options);
  const { numClasses, score = 'max-sigmoid', temperature = 1, numBins, maxStoredScores = 2 ** 22 } = options;
  checkInteger(place, 'numClasses', numClasses, 1);
  checkInteger(place, 'maxStoredScores', maxStoredScores, 0);
  checkKnownnessScore(place, score);
  checkTemperature(place, temperature);
  const threshold = options.threshold ?? usualThreshold(score);
  const thresholds = thresholdsOf(place, threshold, numClasses);
  const isDecided = thresholds !== undefined || score === 'one-minus-unknown';
  const calibration = createCalibrationBins(numBins === undefined ? {} : { numBins });
  const outcomes = createRankedOutcomes(maxStoredScores);
  // The last of each is the unknown.
  const counts = new Float64Array(numClasses + 1);
  const numDecidedRight = new Float64Array(numClasses + 1);
  const scoreSums = new Float64Array(numClasses + 1);
  let numBestRight = 0;

  const isAccepted = ({ best, rank }: MeasuredRow, logits: OpenSetBatch['logits'], row: number): boolean => {
    if (thresholds !== undefined) return scoreOfRank(score, rank) > thresholds[best]!;
    const start = row * (numClasses + 1);
    return logits[start + best]! >= logits[start + numClasses]!;
  };

  return {
    add: (batch) => {
      checkBatch(batch, numClasses, logitsPerRow(score, numClasses));
      const { logits, numRows, labels } = batch;
      const confidences: number[] = [];
      const hits: number[] = [];
      for (let row = 0; row < numRows; row++) {
        const isKnown = labels.offsets[row] !== labels.offsets[row + 1];
        const truth = isKnown ? labels.indices[labels.offsets[row]!]! : numClasses;
        const measured = measureRow({ logits, row, numClasses, score, temperature });
        const { best, rank, confidence } = measured;
        const isRight = best === truth;
        outcomes.add(rank, isKnown ? (isRight ? 'right' : 'wrong') : 'unknown');
        counts[truth]!++;
        scoreSums[truth]! += scoreOfRank(score, rank);
        if (isDecided) {
          const decision = isAccepted(measured, logits, row) ? best : numClasses;
          if (decision === truth) numDecidedRight[truth]!++;
        }
        if (isKnown) {
          if (isRight) numBestRight++;
          confidences.push(confidence);
          hits.push(isRight ? 1 : 0);
        }
      }
      calibration.add({ confidences, hits });
    },

    result: () => {
      const numRows = counts.reduce((sum, count) => sum + count, 0);
      if (numRows === 0) {
        throw new RangeError('OpenSetMetrics.result: no rows were added; there is nothing to measure');
      }
      const numUnknown = counts[numClasses]!;
      const numKnown = numRows - numUnknown;
      const classes = Array.from(counts, (count, label) => ({
        numRows: count,
        ...(isDecided ? { accuracy: count === 0 ? 0 : numDecidedRight[label]! / count } : {}),
        meanScore: count === 0 ? 0 : scoreSums[label]! / count,
      }));
      const present = classes.filter((one) => one.numRows > 0);
      const { thresholdAt95, ...rejection } = measureRejection(outcomes.groups(), numKnown);
      const calibrationBins = calibration.result();
      return {
        numRows,
        numKnown,
        numUnknown,
        numClasses,
        score,
        temperature,
        ...(threshold === undefined
          ? {}
          : { threshold: typeof threshold === 'number' ? threshold : Array.from(threshold) }),
        ...(numKnown === 0 ? {} : { closedSetAccuracy: numBestRight / numKnown }),
        ...(isDecided
          ? {
              accuracy: numDecidedRight.reduce((sum, count) => sum + count, 0) / numRows,
              balancedAccuracy: present.reduce((sum, { accuracy }) => sum + accuracy!, 0) / present.length,
            }
          : {}),
        classes: classes.slice(0, numClasses),
        unknown: classes[numClasses]!,
        ...rejection,
        ...(thresholdAt95 === undefined ? {} : { thresholdAt95: shownThreshold(score, thresholdAt95) }),
        ...(numKnown === 0 ? {} : { expectedCalibrationError: expectedCalibrationError(calibrationBins) }),
        calibrationBins,
        isExact: outcomes.isExact,
      };
    },
  };
}

function usualThreshold(score: KnownnessScore): number | undefined {
  return score === 'max-sigmoid' || score === 'max-softmax' ? 0.5 : undefined;
}

/** A threshold of log odds as one of probabilities, which must not round to 1: nothing is above that. */
function shownThreshold(score: KnownnessScore, threshold: number): number {
  const shown = scoreOfRank(score, threshold);
  return score === 'energy' ? shown : Math.min(shown, justBelowOne);
}

/** One threshold per class. */
function thresholdsOf(
  place: string,
  threshold: number | ArrayLike<number> | undefined,
  numClasses: number,
): Float64Array | undefined {
  if (threshold === undefined) return undefined;
  if (typeof threshold === 'number') {
    checkNumber(place, 'threshold', threshold);
    return new Float64Array(numClasses).fill(threshold);
  }
  if (typeof threshold !== 'object' || threshold === null || typeof threshold.length !== 'number') {
    throw new TypeError(
      `${place}: threshold must be a number or an array with one per class, got ${describeKind(threshold)}`,
    );
  }
  if (threshold.length !== numClasses) {
    throw new RangeError(`${place}: ${numClasses} classes need as many thresholds, got ${threshold.length}`);
  }
  return Float64Array.from(threshold, (one, label) => {
    checkNumber(place, `threshold[${label}]`, one);
    return one;
  });
}

function checkBatch(batch: OpenSetBatch, numClasses: number, numLogits: number): void {
  const place = 'OpenSetMetrics.add';
  checkOptions(place, batch);
  const { logits, numRows, labels } = batch;
  checkInteger(place, 'numRows', numRows, 0);
  checkLabelSets(labels, { name: `${place}: labels`, numLabels: numClasses, numRows });
  for (let row = 0; row < numRows; row++) {
    const count = labels.offsets[row + 1]! - labels.offsets[row]!;
    if (count > 1) {
      throw new RangeError(
        `${place}: row ${row} has ${count} labels; expected one class, or none where it is unknown`,
      );
    }
  }
  checkLogits(place, logits, numRows, numLogits);
}
