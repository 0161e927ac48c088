import { countHits, type RankedHits } from './check-hits.js';

/**
 * P@k of one row: the share of the first k ranks that are gold labels. Divides by k, also when there are fewer than k
 * labels or gold labels.
 *
 * @throws TypeError, RangeError when the ranking is not well-formed
 */
export function precisionAtK(options: RankedHits): number {
  return countHits('precisionAtK', options) / options.k;
}
