import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { checkScoredBatch, type ScoredBatch } from './check-scores.js';
import { createPooledScores } from './pooled-scores.js';

/** What {@link ThresholdTuner} finds. Plain JSON. */
export interface TunedThreshold {
  /** Predict a label where its score is strictly greater than this. Always finite. */
  readonly threshold: number;
  /** Micro-F1 of those predictions over everything added, exactly. */
  readonly microF1: number;
  readonly microPrecision: number;
  readonly microRecall: number;
  /**
   * Whether every threshold was compared. If false (more scores than `maxStoredScores`), only thresholds on a fixed
   * grid were: 512 between any power of two and the next, and 0.
   */
  readonly exact: boolean;
}

/** Looks for the one threshold for all labels with the highest micro-F1, batch by batch. */
export interface ThresholdTuner {
  /**
   * @throws TypeError, RangeError when the batch is not well-formed or a score is NaN; it is then not counted
   */
  add(batch: ScoredBatch): void;
  /**
   * The best threshold so far; of several equally good ones the highest, half-way between the scores that it parts
   * (where all scores are kept). Without any gold label every micro-F1 is 0, and the threshold is 0.
   *
   * @throws RangeError when no row was added
   */
  result(): TunedThreshold;
}

/**
 * Starts tuning a threshold for micro-F1. Tune on validation data, not on the data that is reported.
 *
 * Up to `maxStoredScores` scores are kept and the result is exact; after that they are counted in 2^18 fixed bins (4
 * MiB), and the best edge between bins is found: its micro-F1 is exact, but between two edges (0.2% apart) there may
 * be a slightly better threshold.
 *
 * @param options.numLabels n >= 1
 * @param options.maxStoredScores 2^23 when left out (32 MiB of float32 scores); 0 for bins from the start
 * @throws TypeError, RangeError when an option is none of the above
 */
export function createThresholdTuner(options: {
  readonly numLabels: number;
  readonly maxStoredScores?: number;
}): ThresholdTuner {
  checkOptions('createThresholdTuner', options);
  const { numLabels, maxStoredScores = 2 ** 23 } = options;
  checkInteger('createThresholdTuner', 'numLabels', numLabels, 1);
  checkInteger('createThresholdTuner', 'maxStoredScores', maxStoredScores, 0);
  const pooled = createPooledScores({ numLabels, perLabel: false, maxStoredScores });
  return {
    add: (batch) => {
      checkScoredBatch('ThresholdTuner.add', batch, numLabels);
      pooled.add(batch);
    },
    result: () => {
      if (pooled.numScores === 0) {
        throw new RangeError('ThresholdTuner.result: no rows were added; there is nothing to tune on');
      }
      const { threshold, truePositives, numPredicted } = pooled.bestThreshold();
      const { numHits } = pooled;
      return {
        threshold,
        microF1: truePositives === 0 ? 0 : (2 * truePositives) / (numPredicted + numHits),
        microPrecision: numPredicted === 0 ? 0 : truePositives / numPredicted,
        microRecall: numHits === 0 ? 0 : truePositives / numHits,
        exact: pooled.isExact,
      };
    },
  };
}
