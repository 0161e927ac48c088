import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { checkScores } from './check-scores.js';

/**
 * The labels with the k highest scores of one row, best first. Between equal scores the lower label comes first.
 *
 * @param options.scores n scores without NaN
 * @param options.k k >= 1; when k > n, all n labels are returned
 * @returns min(k, n) labels
 * @throws TypeError, RangeError when a score is NaN or k is no such integer
 */
export function topKLabels(options: {
  readonly scores: Float32Array | Float64Array;
  readonly k: number;
}): Uint32Array {
  checkOptions('topKLabels', options);
  const { scores, k } = options;
  checkInteger('topKLabels', 'k', k, 1);
  checkScores('topKLabels', scores, 1, scores?.length ?? 0);
  const selection = createTopSelection(Math.min(k, scores.length));
  selectTop(selection, scores, 0, scores.length);
  return selection.labels;
}

/** Room for the best labels of one row after the other. */
export interface TopSelection {
  readonly labels: Uint32Array;
  readonly scores: Float64Array;
}

/** Room for k labels, k <= n. */
export function createTopSelection(k: number): TopSelection {
  return { labels: new Uint32Array(k), scores: new Float64Array(k) };
}

/**
 * Fills a selection with the best labels of `scores[start .. start + numLabels)`, all its places.
 *
 * Labels come in increasing order and only a strictly greater score displaces one that is held: that is the rule for
 * ties, and it makes the usual score cost a single comparison.
 */
export function selectTop(
  selection: TopSelection,
  scores: Float32Array | Float64Array,
  start: number,
  numLabels: number,
): void {
  const { labels: topLabels, scores: topScores } = selection;
  const k = topLabels.length;
  if (k === 0) return;
  let count = 0;
  let lowest = Number.NEGATIVE_INFINITY;
  for (let label = 0; label < numLabels; label++) {
    const score = scores[start + label]!;
    if (count === k && !(score > lowest)) continue;
    let place = count < k ? count++ : k - 1;
    while (place > 0 && score > topScores[place - 1]!) {
      topScores[place] = topScores[place - 1]!;
      topLabels[place] = topLabels[place - 1]!;
      place--;
    }
    topScores[place] = score;
    topLabels[place] = label;
    lowest = topScores[k - 1]!;
  }
}
