import { checkInteger } from '../checks/check-integer.js';
import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';
import type { LabelSets } from '../sparse/sparse-rows.js';
import { checkScoredBatch, type ScoredBatch } from './check-scores.js';
import { countUpTo } from './ranked-hits.js';
import { createTopSelection, selectTop } from './top-k-labels.js';

/**
 * What the metrics of a batch need to know of its scores: a few numbers per row, gold label and label, instead of one
 * per row and label. All but the ranks are at one threshold.
 */
export interface RankedBatch {
  readonly numRows: number;
  /** The gold label sets, `numRows` of them over n labels. */
  readonly labels: LabelSets;
  /** Row-major [numRows, k]: the labels with the highest scores, best first; of equal scores the lower label first. */
  readonly topLabels: Uint32Array;
  /** For each gold label, in the order of `labels.indices`: how many labels of its row have at least its score. */
  readonly goldRanks: Uint32Array;
  /** For each gold label 1 where it is predicted (its score is strictly greater than the threshold), else 0. */
  readonly goldPredicted: Uint8Array;
  /** For each row, how many labels are predicted. */
  readonly rowPredictions: Uint32Array;
  /** For each of the n labels, how many rows predict it. */
  readonly labelPredictions: Uint32Array;
}

/**
 * Ranks and counts a batch of scores, in the form that `MetricsAccumulator.addRanked` takes. This is the plain
 * definition, for code that does the same without having all scores at once.
 *
 * @param options.k labels per row in `topLabels`, k >= 0; all where there are fewer
 * @param options.threshold a label is predicted where its score is strictly greater
 * @throws TypeError, RangeError when the batch is not well-formed or a score is NaN
 */
export function rankScores(
  options: ScoredBatch & { readonly k: number; readonly threshold: number },
): RankedBatch {
  const place = 'rankScores';
  checkOptions(place, options);
  const { scores, numRows, labels, k, threshold } = options;
  checkInteger(place, 'k', k, 0);
  checkNumber(place, 'threshold', threshold);
  checkScoredBatch(place, options, labels?.numCols);
  return rankCheckedScores({ scores, numRows, labels }, k, threshold);
}

/** {@link rankScores} of a batch that is known to be well-formed. */
export function rankCheckedScores(batch: ScoredBatch, k: number, threshold: number): RankedBatch {
  const { scores, numRows, labels } = batch;
  const { offsets, indices, numCols: numLabels } = labels;
  const top = createTopSelection(Math.min(k, numLabels));
  const topLabels = new Uint32Array(numRows * top.labels.length);
  const goldRanks = new Uint32Array(indices.length);
  const goldPredicted = new Uint8Array(indices.length);
  const rowPredictions = new Uint32Array(numRows);
  const labelPredictions = new Uint32Array(numLabels);
  for (let row = 0; row < numRows; row++) {
    const start = row * numLabels;
    selectTop(top, scores, start, numLabels);
    topLabels.set(top.labels, row * top.labels.length);
    for (let label = 0; label < numLabels; label++) {
      if (!(scores[start + label]! > threshold)) continue;
      rowPredictions[row]!++;
      labelPredictions[label]!++;
    }
    const first = offsets[row]!;
    const end = offsets[row + 1]!;
    if (first === end) continue;
    rankGold(scores, start, numLabels, indices.subarray(first, end), goldRanks.subarray(first, end));
    for (let i = first; i < end; i++) goldPredicted[i] = scores[start + indices[i]!]! > threshold ? 1 : 0;
  }
  return { numRows, labels, topLabels, goldRanks, goldPredicted, rowPredictions, labelPredictions };
}

/** For each gold label of one row, how many labels have at least its score. */
function rankGold(
  scores: ScoredBatch['scores'],
  start: number,
  numLabels: number,
  gold: Uint32Array,
  ranks: Uint32Array,
): void {
  // + 0 makes one zero of the two, which sorting would tell apart.
  const sorted = Float64Array.from(gold, (label) => scores[start + label]! + 0).sort();
  const numAbove = new Uint32Array(gold.length + 1);
  const lowest = sorted[0]!;
  for (let label = 0; label < numLabels; label++) {
    const score = scores[start + label]!;
    // Scores below every gold label's change nothing, and are most of them.
    if (score >= lowest) numAbove[countUpTo(sorted, 0, gold.length, score)]!++;
  }
  // From here on numAbove[u] counts the scores with at least u gold scores <= them.
  for (let u = gold.length - 1; u >= 0; u--) numAbove[u]! += numAbove[u + 1]!;
  for (let i = 0; i < gold.length; i++) {
    const score = scores[start + gold[i]!]!;
    ranks[i] = numAbove[countUpTo(sorted, 0, gold.length, score)]!;
  }
}
