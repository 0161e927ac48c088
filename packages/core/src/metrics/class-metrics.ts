import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { type CalibrationBin, createCalibrationBins } from './calibration-bins.js';
import { checkClassValues } from './check-class-values.js';
import { checkClasses } from './check-classes.js';
import { expectedCalibrationError } from './expected-calibration-error.js';
import { argmaxOf, isMode } from './matched-modes.js';
import { perplexity } from './perplexity.js';

/** What a model says of a batch of rows, with the class of each row. */
export interface ClassBatch {
  /** Row-major [numRows, n]: log softmax, natural logarithms. -Infinity is a probability of 0. */
  readonly logProbabilities: Float32Array | Float64Array;
  readonly numRows: number;
  /** One class per row, integers in [0, n). */
  readonly classes: ArrayLike<number>;
  /** The distributions that the classes were drawn from, where they are known: row-major [numRows, n]. */
  readonly trueProbabilities?: Float32Array | Float64Array | undefined;
}

/** How well a model of n exclusive classes does. Plain JSON, over the whole data set, however it was cut into batches. */
export interface ClassReport {
  readonly numRows: number;
  readonly numClasses: number;
  readonly numBatches: number;
  /** Mean of -log P(class), natural logarithms; Infinity where a row's class has probability 0. */
  readonly negativeLogLikelihood: number;
  /** exp of it. */
  readonly perplexity: number;
  /** Share of rows whose likeliest class is the right one. */
  readonly accuracy: number;
  /** Mean of 1 / rank of the right class. */
  readonly meanReciprocalRank: number;
  /** Mean of Σ_j (p_j - y_j)². */
  readonly brierScore: number;
  /** Mean probability of the likeliest class; the same as `accuracy` for a model that is calibrated on the whole. */
  readonly meanConfidence: number;
  readonly expectedCalibrationError: number;
  /** For a reliability diagram. */
  readonly calibrationBins: readonly CalibrationBin[];
  /** Share of rows whose likeliest class is a likeliest one in truth; there if true probabilities came. */
  readonly matchedModes?: number;
}

/** Measures a model of exclusive classes batch by batch. */
export interface ClassMetrics {
  /**
   * Counts one more batch.
   *
   * @throws TypeError, RangeError when the batch is not well-formed, a row's probabilities do not add up to 1 (within
   *   1e-3), or some batches have true probabilities and others do not; nothing of the batch is then counted
   */
  add(batch: ClassBatch): void;
  /**
   * The metrics of everything added so far; more can be added afterwards.
   *
   * @throws RangeError when no row was added
   */
  result(): ClassReport;
}

/** How far float32 log probabilities of many classes may be from adding up to 1; scores that are none are far off. */
const largestSumError = 1e-3;

/**
 * Starts measuring a model of n exclusive classes over a data set that comes in batches: perplexity, accuracy, ranks,
 * Brier score (`brierScore`), calibration (`expectedCalibrationError`) and modes (`matchedModes`). Sums are float64;
 * memory does not grow with the number of rows. Of equal probabilities the lowest class ranks first.
 *
 * @param options.numClasses n >= 1
 * @param options.numBins of the calibration error; 15 when left out
 * @throws TypeError, RangeError when an option is wrong
 */
export function createClassMetrics(options: {
  readonly numClasses: number;
  readonly numBins?: number;
}): ClassMetrics {
  checkOptions('createClassMetrics', options);
  const { numClasses, numBins = 15 } = options;
  checkInteger('createClassMetrics', 'numClasses', numClasses, 1);
  const calibration = createCalibrationBins({ numBins });
  let numRows = 0;
  let numBatches = 0;
  let numHits = 0;
  let numMatched = 0;
  let hasTruth = false;
  let sumNegativeLogLikelihood = 0;
  let reciprocalRankSum = 0;
  let brierSum = 0;
  let confidenceSum = 0;

  return {
    add: (batch) => {
      checkClassBatch(batch, numClasses);
      if (batch.numRows === 0) return;
      const { trueProbabilities } = batch;
      if (numRows > 0 && hasTruth !== (trueProbabilities !== undefined)) {
        throw new RangeError(
          `ClassMetrics.add: earlier batches came ${hasTruth ? 'with' : 'without'} trueProbabilities, this one ${hasTruth ? 'without' : 'with'}; expected the same in all`,
        );
      }
      // All rows are measured before anything is counted: a row that is refused must leave no trace.
      const measured = measureRows(batch, numClasses);
      calibration.add(measured);
      hasTruth = trueProbabilities !== undefined;
      numRows += batch.numRows;
      numBatches++;
      for (let row = 0; row < batch.numRows; row++) {
        numHits += measured.hits[row]!;
        numMatched += measured.matches[row]!;
        sumNegativeLogLikelihood -= batch.logProbabilities[row * numClasses + batch.classes[row]!]!;
        reciprocalRankSum += 1 / measured.ranks[row]!;
        brierSum += measured.squaredErrors[row]!;
        confidenceSum += measured.confidences[row]!;
      }
    },

    result: () => {
      if (numRows === 0) {
        throw new RangeError('ClassMetrics.result: no rows were added; there is nothing to measure');
      }
      const calibrationBins = calibration.result();
      return {
        numRows,
        numClasses,
        numBatches,
        negativeLogLikelihood: sumNegativeLogLikelihood / numRows,
        perplexity: perplexity({ sumNegativeLogLikelihood, count: numRows }),
        accuracy: numHits / numRows,
        meanReciprocalRank: reciprocalRankSum / numRows,
        brierScore: brierSum / numRows,
        meanConfidence: confidenceSum / numRows,
        expectedCalibrationError: expectedCalibrationError(calibrationBins),
        calibrationBins,
        ...(hasTruth ? { matchedModes: numMatched / numRows } : {}),
      };
    },
  };
}

interface MeasuredRows {
  readonly confidences: Float64Array;
  readonly hits: Uint8Array;
  readonly matches: Uint8Array;
  /** From 1. */
  readonly ranks: Float64Array;
  readonly squaredErrors: Float64Array;
}

function measureRows(batch: ClassBatch, numClasses: number): MeasuredRows {
  const { logProbabilities, numRows, classes, trueProbabilities } = batch;
  const confidences = new Float64Array(numRows);
  const hits = new Uint8Array(numRows);
  const matches = new Uint8Array(numRows);
  const ranks = new Float64Array(numRows);
  const squaredErrors = new Float64Array(numRows);
  for (let row = 0; row < numRows; row++) {
    const start = row * numClasses;
    const end = start + numClasses;
    const at = start + classes[row]!;
    const best = argmaxOf(logProbabilities, start, end);
    const score = logProbabilities[at]!;
    let rank = 1;
    let sum = 0;
    let sumOfSquares = 0;
    for (let i = start; i < end; i++) {
      const other = logProbabilities[i]!;
      const p = Math.exp(other);
      sum += p;
      sumOfSquares += p * p;
      if (other > score || (other === score && i < at)) rank++;
    }
    if (!(Math.abs(sum - 1) <= largestSumError)) {
      throw new RangeError(
        `ClassMetrics.add: the probabilities of row ${row} add up to ${sum}, expected 1; give logProbabilities the log softmax of scores`,
      );
    }
    // Rounding may carry the logarithm of 1 above 0.
    confidences[row] = Math.min(1, Math.exp(logProbabilities[best]!));
    hits[row] = best === at ? 1 : 0;
    ranks[row] = rank;
    squaredErrors[row] = sumOfSquares - 2 * Math.exp(score) + 1;
    if (trueProbabilities !== undefined && isMode(trueProbabilities, start, end, best)) matches[row] = 1;
  }
  return { confidences, hits, matches, ranks, squaredErrors };
}

function checkClassBatch(batch: ClassBatch, numClasses: number): void {
  const place = 'ClassMetrics.add';
  checkOptions(place, batch);
  const { logProbabilities, numRows, classes, trueProbabilities } = batch;
  checkInteger(place, 'numRows', numRows, 0);
  checkClasses(place, classes, numRows, numClasses);
  checkClassValues(place, 'logProbabilities', logProbabilities, numRows, numClasses);
  if (trueProbabilities !== undefined) {
    checkClassValues(place, 'trueProbabilities', trueProbabilities, numRows, numClasses, 0, 1);
  }
}
