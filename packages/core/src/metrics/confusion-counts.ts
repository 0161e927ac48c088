import { describeKind } from '../checks/check-integer.js';
import { checkLabelSets } from '../sparse/check-label-sets.js';
import type { LabelSets } from '../sparse/sparse-rows.js';
import type { RankedBatch } from './rank-scores.js';

/** How predicted label sets compare with gold ones, label by label. */
export interface ConfusionCounts {
  readonly numRows: number;
  readonly numLabels: number;
  /** Rows whose predicted set is the gold set. */
  readonly numExact: number;
  /** Per label: rows that predict it and have it. */
  readonly truePositives: Float64Array;
  /** Per label: rows that predict it and do not have it. */
  readonly falsePositives: Float64Array;
  /** Per label: rows that have it and do not predict it. */
  readonly falseNegatives: Float64Array;
}

/**
 * Compares predicted with gold label sets.
 *
 * @throws TypeError, RangeError when one is not well-formed or their sizes differ
 */
export function confusionCounts(options: {
  readonly predicted: LabelSets;
  readonly gold: LabelSets;
}): ConfusionCounts {
  const { predicted, gold } = options ?? {};
  checkLabelSets(gold, { name: 'confusionCounts: gold' });
  checkLabelSets(predicted, {
    name: 'confusionCounts: predicted',
    numLabels: gold.numCols,
    numRows: gold.numRows,
  });
  const counts = emptyConfusionCounts(gold.numCols);
  for (let row = 0; row < gold.numRows; row++) {
    addToConfusionCounts(
      counts,
      predicted.indices.subarray(predicted.offsets[row]!, predicted.offsets[row + 1]!),
      gold.indices.subarray(gold.offsets[row]!, gold.offsets[row + 1]!),
    );
  }
  return counts;
}

/** {@link ConfusionCounts} that are still being counted. */
export interface GrowingConfusionCounts extends ConfusionCounts {
  numRows: number;
  numExact: number;
}

/** Counts of no rows. */
export function emptyConfusionCounts(numLabels: number): GrowingConfusionCounts {
  return {
    numRows: 0,
    numLabels,
    numExact: 0,
    truePositives: new Float64Array(numLabels),
    falsePositives: new Float64Array(numLabels),
    falseNegatives: new Float64Array(numLabels),
  };
}

/** Counts one more row. Both label sets are sorted. */
function addToConfusionCounts(
  counts: GrowingConfusionCounts,
  predicted: Uint32Array,
  gold: Uint32Array,
): void {
  let i = 0;
  let j = 0;
  let numWrong = 0;
  while (i < predicted.length || j < gold.length) {
    const guess = i < predicted.length ? predicted[i]! : Number.POSITIVE_INFINITY;
    const truth = j < gold.length ? gold[j]! : Number.POSITIVE_INFINITY;
    if (guess === truth) {
      counts.truePositives[guess]!++;
      i++;
      j++;
    } else if (guess < truth) {
      counts.falsePositives[guess]!++;
      numWrong++;
      i++;
    } else {
      counts.falseNegatives[truth]!++;
      numWrong++;
      j++;
    }
  }
  counts.numRows++;
  if (numWrong === 0) counts.numExact++;
}

/** Counts the rows of a batch that was counted label by label and row by row. */
export function addRankedToConfusionCounts(counts: GrowingConfusionCounts, batch: RankedBatch): void {
  const { labels, goldPredicted, rowPredictions, labelPredictions, numRows } = batch;
  const { offsets, indices } = labels;
  for (let label = 0; label < labelPredictions.length; label++) {
    counts.falsePositives[label]! += labelPredictions[label]!;
  }
  for (let row = 0; row < numRows; row++) {
    const first = offsets[row]!;
    const end = offsets[row + 1]!;
    let numRight = 0;
    for (let i = first; i < end; i++) {
      const label = indices[i]!;
      if (goldPredicted[i] === 1) {
        counts.truePositives[label]!++;
        counts.falsePositives[label]!--;
        numRight++;
      } else {
        counts.falseNegatives[label]!++;
      }
    }
    if (numRight === end - first && numRight === rowPredictions[row]) counts.numExact++;
  }
  counts.numRows += numRows;
}

/** Checks that an argument is {@link ConfusionCounts} of at least one row and one label. */
export function checkConfusionCounts(place: string, counts: unknown): asserts counts is ConfusionCounts {
  if (typeof counts !== 'object' || counts === null || !('truePositives' in counts)) {
    throw new TypeError(`${place}: expected counts from confusionCounts, got ${describeKind(counts)}`);
  }
  const { numRows, numLabels } = counts as ConfusionCounts;
  if (!(numRows > 0 && numLabels > 0)) {
    throw new RangeError(`${place}: needs at least one row and one label, got ${numRows} x ${numLabels}`);
  }
}
