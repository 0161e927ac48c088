import { describeKind } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { checkScores } from './check-scores.js';
import { averagePrecisionOfHits, countUpTo } from './ranked-hits.js';

/**
 * Average precision of one ranking: the mean, over its hits, of the precision at that hit's score,
 *
 *     (1/P) Σ_hits  (hits with at least its score) / (all with at least its score).
 *
 * Equal scores stand or fall together, so the order in which they come does not matter. This is the area under the
 * precision-recall steps Σ (R_i - R_{i-1}) P_i, and, for the labels of one row, the row's label ranking average
 * precision.
 *
 * @param options.scores without NaN
 * @param options.hits 1 where the score belongs to a hit, else 0; as many as scores
 * @returns a number in [0, 1]; 0 when there are no hits
 * @throws TypeError, RangeError when an array is wrong
 */
export function averagePrecision(options: {
  readonly scores: Float32Array | Float64Array;
  readonly hits: ArrayLike<number>;
}): number {
  const place = 'averagePrecision';
  checkOptions(place, options);
  const { scores, hits } = options;
  checkScores(place, scores, 1, scores?.length ?? 0);
  if (typeof hits !== 'object' || hits === null || typeof hits.length !== 'number') {
    throw new TypeError(`${place}: hits must be an array of 0 and 1, got ${describeKind(hits)}`);
  }
  if (hits.length !== scores.length) {
    throw new RangeError(`${place}: ${scores.length} scores need as many hits, got ${hits.length}`);
  }
  for (let i = 0; i < hits.length; i++) {
    if (hits[i] !== 0 && hits[i] !== 1) {
      throw new RangeError(`${place}: hits[${i}] must be 0 or 1, got ${hits[i]}`);
    }
  }
  const sorted = Float64Array.from(scores)
    .filter((_, i) => hits[i] === 1)
    .sort();
  if (sorted.length === 0) return 0;
  const numAbove = new Float64Array(sorted.length + 1);
  for (const score of scores) numAbove[countUpTo(sorted, 0, sorted.length, score)]!++;
  return averagePrecisionOfHits(sorted, 0, sorted.length, numAbove, 0);
}
