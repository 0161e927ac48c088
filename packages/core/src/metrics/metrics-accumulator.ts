import { checkInteger, describeKind } from '../checks/check-integer.js';
import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';
import { checkRankedBatch } from './check-ranked-batch.js';
import { checkScoredBatch, type ScoredBatch } from './check-scores.js';
import { addRankedToConfusionCounts, emptyConfusionCounts } from './confusion-counts.js';
import { exactAccuracy } from './exact-accuracy.js';
import { f1AtK } from './f1-at-k.js';
import { hammingLoss } from './hamming-loss.js';
import { macroF1 } from './macro-f1.js';
import { microF1 } from './micro-f1.js';
import { ndcgAtK } from './ndcg-at-k.js';
import { createPooledScores } from './pooled-scores.js';
import { precisionAtK } from './precision-at-k.js';
import { type RankedBatch, rankCheckedScores } from './rank-scores.js';
import type { Bounds } from './ranked-hits.js';
import { recallAtK } from './recall-at-k.js';

/** Options of {@link createMetricsAccumulator}. */
export interface MetricsOptions {
  /** Number of labels n >= 1. */
  readonly numLabels: number;
  /** The ranks k of the metrics at k, each >= 1; [1, 3, 5] when left out. P@k divides by k even where k > n. */
  readonly ks?: readonly number[];
  /** A label is predicted where its score is strictly greater; 0 when left out (for logits: probability 1/2). */
  readonly threshold?: number;
  /** Whether to report also the means over batches that some papers quote (`batch…`); false when left out. */
  readonly batchAverages?: boolean;
  /**
   * Whether to report micro and macro average precision, which need to remember scores; true when left out. (The
   * sample-wise `averagePrecision` needs no memory and is always there.)
   */
  readonly pooledAveragePrecision?: boolean;
  /**
   * How many scores to keep for micro and macro average precision: up to so many they are exact, beyond it they are
   * counted in bins and come with an error bound. 2^23 when left out: 32 MiB of float32 scores.
   */
  readonly maxStoredScores?: number;
}

/**
 * The metrics of a data set. Plain JSON: one flat object, every value a finite number. All are over the whole data
 * set, however it was cut into batches, except those whose names start with `batch`.
 */
export interface MetricsReport {
  readonly numRows: number;
  readonly numLabels: number;
  readonly numBatches: number;
  /** Rows with at least one gold label. */
  readonly numRowsWithLabels: number;
  /** Labels that are gold in at least one row. */
  readonly numPresentLabels: number;
  /** Mean number of gold labels of a row. */
  readonly meanGoldLabels: number;
  /** Mean number of predicted labels of a row. */
  readonly meanPredictedLabels: number;
  readonly threshold: number;
  /** Share of rows whose predicted label set is the gold one. */
  readonly exactAccuracy: number;
  /** Share of wrong (row, label) decisions. */
  readonly hammingLoss: number;
  readonly microPrecision: number;
  readonly microRecall: number;
  readonly microF1: number;
  /** Mean F1 of all labels; a label that is neither predicted nor gold anywhere counts as 0. */
  readonly macroF1: number;
  /** Mean F1 of the labels that are gold in at least one row. */
  readonly macroF1PresentLabels: number;
  /**
   * Sample-wise: each row's average precision over its ranking of labels, mean over the rows with gold labels (label
   * ranking average precision). 0 when no row has any.
   */
  readonly averagePrecision: number;
  /** Average precision of all (row, label) scores in one ranking. */
  readonly microAveragePrecision?: number;
  /** How far `microAveragePrecision` is from the truth at most; 0 where it is exact. */
  readonly microAveragePrecisionError?: number;
  /** Each label's average precision over its ranking of rows, mean over the labels that are gold somewhere (mAP). */
  readonly macroAveragePrecision?: number;
  /** How far `macroAveragePrecision` is from the truth at most; 0 where it is exact. */
  readonly macroAveragePrecisionError?: number;
  /** Mean over rows of the share of the k best labels that are gold. */
  readonly [precisionAtK: `precisionAt${number}`]: number;
  /** Mean over rows of the share of gold labels among the k best; a row without gold labels counts as 0. */
  readonly [recallAtK: `recallAt${number}`]: number;
  /** 2PR / (P + R) of the two means above. */
  readonly [f1AtK: `f1At${number}`]: number;
  /** Mean over rows of nDCG@k; a row without gold labels counts as 0. */
  readonly [ndcgAtK: `ndcgAt${number}`]: number;
  /** Micro-F1 of each batch, mean over batches. */
  readonly batchMicroF1?: number;
  /** Macro-F1 (over all labels) of each batch, mean over batches. */
  readonly batchMacroF1?: number;
  /** Mean nDCG@k of each batch's rows, mean over batches. */
  readonly [batchNdcgAtK: `batchNdcgAt${number}`]: number;
}

/** Measures predictions batch by batch. */
export interface MetricsAccumulator {
  /** How many top labels the rows of a {@link RankedBatch} must have: the largest of `ks`, or all labels. */
  readonly topK: number;
  /** The threshold of the predictions. */
  readonly threshold: number;
  /**
   * Counts one more batch.
   *
   * @throws TypeError, RangeError when the batch is not well-formed or a score is NaN (its row within the batch and its
   *   label are named); it is then not counted at all
   */
  add(batch: ScoredBatch): void;
  /**
   * Counts one more batch that is ranked and counted already, with {@link topK} and {@link threshold}: the same report as
   * that of `add`, for code that never has all scores at once. Micro and macro average precision need scores:
   * where they are on (`pooledAveragePrecision`), give these to `addScores` as well.
   *
   * @throws TypeError, RangeError when the batch is not well-formed; it is then not counted at all
   */
  addRanked(batch: RankedBatch): void;
  /**
   * Takes scores for micro and macro average precision alone: those of the rows that come by `addRanked`, before or after
   * it and cut as one likes.
   *
   * @throws TypeError, RangeError when the batch is not well-formed, a score is NaN, or `pooledAveragePrecision` is off
   */
  addScores(batch: ScoredBatch): void;
  /**
   * The metrics of everything added so far; more can be added afterwards.
   *
   * @throws RangeError when no row was added, or when `addRanked` and `addScores` were given different numbers of rows
   */
  result(): MetricsReport;
}

/**
 * Starts measuring predictions over a data set that comes in batches. Memory does not grow with the number of rows
 * beyond `maxStoredScores`.
 *
 * Rankings: higher scores first; between equal scores the lower label comes first for the metrics at k, while average
 * precision lets equal scores stand or fall together.
 *
 * The per-batch means (`batchAverages`) change with the batch size and weigh a small last batch like a full one; they are
 * there to compare with papers that report them (Grivas, Vergari, Lopez, AAAI 2024: micro-F1, macro-F1 and nDCG).
 * Batches without rows are not counted.
 *
 * @throws TypeError, RangeError when an option is wrong
 */
export function createMetricsAccumulator(options: MetricsOptions): MetricsAccumulator {
  const place = 'createMetricsAccumulator';
  checkOptions(place, options);
  const {
    numLabels,
    ks: givenKs = [1, 3, 5],
    threshold = 0,
    batchAverages = false,
    pooledAveragePrecision = true,
    maxStoredScores = 2 ** 23,
  } = options;
  checkInteger(place, 'numLabels', numLabels, 1);
  checkNumber(place, 'threshold', threshold);
  checkInteger(place, 'maxStoredScores', maxStoredScores, 0);
  checkFlag(place, 'batchAverages', batchAverages);
  checkFlag(place, 'pooledAveragePrecision', pooledAveragePrecision);
  const ks = checkKs(place, givenKs);

  const counts = emptyConfusionCounts(numLabels);
  const topK = Math.min(numLabels, ks[ks.length - 1] ?? 0);
  const hits = new Uint8Array(topK);
  const precisionSums = new Float64Array(ks.length);
  const recallSums = new Float64Array(ks.length);
  const ndcgSums = new Float64Array(ks.length);
  let averagePrecisionSum = 0;
  let numRowsWithLabels = 0;
  let numBatches = 0;
  const pooled = pooledAveragePrecision
    ? createPooledScores({ numLabels, perLabel: true, maxStoredScores })
    : undefined;
  let numPooledRows = 0;
  const isGold = new Uint8Array(numLabels);

  let batchMicroF1Sum = 0;
  let batchMacroF1Sum = 0;
  const batchNdcgSums = new Float64Array(ks.length);

  const addRankMetrics = (topLabels: Uint32Array, gold: Uint32Array): void => {
    if (ks.length === 0) return;
    for (const label of gold) isGold[label] = 1;
    for (let rank = 0; rank < topK; rank++) hits[rank] = isGold[topLabels[rank]!]!;
    for (const label of gold) isGold[label] = 0;
    const numRelevant = gold.length;
    ks.forEach((k, i) => {
      precisionSums[i]! += precisionAtK({ hits, k });
      recallSums[i]! += recallAtK({ hits, k, numRelevant });
      ndcgSums[i]! += ndcgAtK({ hits, k, numRelevant });
    });
  };

  const count = (batch: RankedBatch): void => {
    const { numRows, labels, topLabels, goldRanks } = batch;
    if (numRows === 0) return;
    const ndcgBefore = ndcgSums.slice();
    for (let row = 0; row < numRows; row++) {
      const first = labels.offsets[row]!;
      const end = labels.offsets[row + 1]!;
      addRankMetrics(topLabels.subarray(row * topK, (row + 1) * topK), labels.indices.subarray(first, end));
      if (end > first) {
        averagePrecisionSum += averagePrecisionOfRanks(goldRanks.slice(first, end));
        numRowsWithLabels++;
      }
    }
    addRankedToConfusionCounts(counts, batch);
    numBatches++;
    if (batchAverages) {
      const batchCounts = emptyConfusionCounts(numLabels);
      addRankedToConfusionCounts(batchCounts, batch);
      batchMicroF1Sum += microF1(batchCounts).f1;
      batchMacroF1Sum += macroF1(batchCounts).allLabels;
      ndcgSums.forEach((sum, i) => {
        batchNdcgSums[i]! += (sum - ndcgBefore[i]!) / numRows;
      });
    }
  };

  return {
    topK,
    threshold,
    add: (batch) => {
      checkScoredBatch('MetricsAccumulator.add', batch, numLabels);
      count(rankCheckedScores(batch, topK, threshold));
      pooled?.add(batch);
      numPooledRows += batch.numRows;
    },

    addRanked: (batch) => {
      checkRankedBatch('MetricsAccumulator.addRanked', batch, numLabels, topK);
      count(batch);
    },

    addScores: (batch) => {
      if (pooled === undefined) {
        throw new RangeError(
          'MetricsAccumulator.addScores: scores are only for micro and macro average precision, and pooledAveragePrecision is false',
        );
      }
      checkScoredBatch('MetricsAccumulator.addScores', batch, numLabels);
      pooled.add(batch);
      numPooledRows += batch.numRows;
    },

    result: () => {
      const { numRows } = counts;
      if (numRows === 0) {
        throw new RangeError('MetricsAccumulator.result: no rows were added; there is nothing to measure');
      }
      if (pooled !== undefined && numPooledRows !== numRows) {
        throw new RangeError(
          `MetricsAccumulator.result: ${numRows} rows were added and the scores of ${numPooledRows}; micro and macro average precision need the same rows in addRanked and addScores (pooledAveragePrecision: false does without)`,
        );
      }
      const micro = microF1(counts);
      const macro = macroF1(counts);
      let numGold = 0;
      let numPredicted = 0;
      for (let label = 0; label < numLabels; label++) {
        numGold += counts.truePositives[label]! + counts.falseNegatives[label]!;
        numPredicted += counts.truePositives[label]! + counts.falsePositives[label]!;
      }
      const atK: { [key: string]: number } = {};
      const batchAtK: { [key: string]: number } = {};
      ks.forEach((k, i) => {
        const precision = precisionSums[i]! / numRows;
        const recall = recallSums[i]! / numRows;
        atK[`precisionAt${k}`] = precision;
        atK[`recallAt${k}`] = recall;
        atK[`f1At${k}`] = f1AtK({ precision: Math.min(1, precision), recall: Math.min(1, recall) });
        atK[`ndcgAt${k}`] = ndcgSums[i]! / numRows;
        batchAtK[`batchNdcgAt${k}`] = batchNdcgSums[i]! / numBatches;
      });
      return {
        numRows,
        numLabels,
        numBatches,
        numRowsWithLabels,
        numPresentLabels: macro.numPresentLabels,
        meanGoldLabels: numGold / numRows,
        meanPredictedLabels: numPredicted / numRows,
        threshold,
        ...atK,
        exactAccuracy: exactAccuracy(counts),
        hammingLoss: hammingLoss(counts),
        microPrecision: micro.precision,
        microRecall: micro.recall,
        microF1: micro.f1,
        macroF1: macro.allLabels,
        macroF1PresentLabels: macro.presentLabels,
        averagePrecision: numRowsWithLabels === 0 ? 0 : averagePrecisionSum / numRowsWithLabels,
        ...(pooled === undefined
          ? {}
          : {
              ...withError('microAveragePrecision', pooled.microAveragePrecision()),
              ...withError('macroAveragePrecision', pooled.macroAveragePrecision()),
            }),
        ...(batchAverages
          ? {
              batchMicroF1: batchMicroF1Sum / numBatches,
              batchMacroF1: batchMacroF1Sum / numBatches,
              ...batchAtK,
            }
          : {}),
      };
    },
  };
}

/** Average precision of one row's labels, from the number of labels with at least the score of each gold label. */
function averagePrecisionOfRanks(ranks: Uint32Array): number {
  ranks.sort();
  const numHits = ranks.length;
  let total = 0;
  for (let first = 0; first < numHits; ) {
    // Gold labels of one rank share one score, and so one precision.
    let end = first + 1;
    while (end < numHits && ranks[end] === ranks[first]) end++;
    total += ((end - first) * end) / ranks[first]!;
    first = end;
  }
  return total / numHits;
}

function withError(name: string, { lower, upper }: Bounds): { [key: string]: number } {
  return { [name]: (lower + upper) / 2, [`${name}Error`]: (upper - lower) / 2 };
}

function checkFlag(place: string, name: string, value: unknown): void {
  if (typeof value !== 'boolean') {
    throw new TypeError(`${place}: ${name} must be true or false, got ${describeKind(value)}`);
  }
}

function checkKs(place: string, ks: unknown): readonly number[] {
  if (!Array.isArray(ks)) throw new TypeError(`${place}: ks must be an array, got ${describeKind(ks)}`);
  ks.forEach((k, i) => {
    checkInteger(place, `ks[${i}]`, k, 1);
  });
  return [...new Set(ks as number[])].sort((a, b) => a - b);
}
