import { argmaxOf } from '../metrics/matched-modes.js';
import { sigmoid } from '../reference/sigmoid.js';
import type { KnownnessScore } from './knownness-score.js';

/** What a row of logits says. */
export interface MeasuredRow {
  /** The best of the known classes, the lowest of equal ones. */
  readonly best: number;
  /**
   * What rows are ranked by: the energy, or the log odds log p - log(1 - p) of a score that is a probability p. It is in
   * the order of the score, but goes on where p rounds to 1.
   */
  readonly rank: number;
  /** The probability of the best class: its sigmoid, or its share of the softmax over all logits of the row. */
  readonly confidence: number;
}

/** Measures one row of checked logits. */
export function measureRow(options: {
  readonly logits: Float32Array | Float64Array;
  readonly row: number;
  readonly numClasses: number;
  readonly score: KnownnessScore;
  readonly temperature: number;
}): MeasuredRow {
  const { logits, row, numClasses, score, temperature } = options;
  const width = score === 'one-minus-unknown' ? numClasses + 1 : numClasses;
  const start = row * width;
  const end = start + width;
  const at = argmaxOf(logits, start, start + numClasses);
  const best = at - start;
  const bestLogit = logits[at]! / temperature;
  if (score === 'max-sigmoid') return { best, rank: bestLogit, confidence: sigmoid(bestLogit) };
  const logOdds = bestLogit - logSumExp(logits, start, end, temperature, at);
  const confidence = sigmoid(logOdds);
  switch (score) {
    case 'max-softmax':
      return { best, rank: logOdds, confidence };
    case 'energy':
      return { best, rank: temperature * logSumExp(logits, start, end, temperature), confidence };
    case 'one-minus-unknown': {
      const unknown = logits[end - 1]! / temperature;
      return { best, rank: logSumExp(logits, start, end - 1, temperature) - unknown, confidence };
    }
  }
}

/** log Σ exp(z / T) over `logits[start .. end)` without the one at `without`; -Infinity of none. */
function logSumExp(
  logits: Float32Array | Float64Array,
  start: number,
  end: number,
  temperature: number,
  without = -1,
): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = start; i < end; i++) if (i !== without) largest = Math.max(largest, logits[i]!);
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let sum = 0;
  for (let i = start; i < end; i++) {
    if (i !== without) sum += Math.exp((logits[i]! - largest) / temperature);
  }
  return largest / temperature + Math.log(sum);
}
