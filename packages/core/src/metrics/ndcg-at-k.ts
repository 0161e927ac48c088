import { countHitsOfTotal, type RankedHitsWithTotal } from './check-hits.js';

/**
 * nDCG@k of one row, with gains 0 and 1:
 *
 *     Σ_{r=1..k} hit_r / log2(r + 1)   divided by   Σ_{r=1..min(k, gold)} 1 / log2(r + 1)
 *
 * 0 when the row has no gold label.
 *
 * Source: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002.
 *
 * @throws TypeError, RangeError when the ranking is not well-formed
 */
export function ndcgAtK(options: RankedHitsWithTotal): number {
  countHitsOfTotal('ndcgAtK', options);
  const { hits, k, numRelevant } = options;
  let gain = 0;
  let ideal = 0;
  for (let rank = 0; rank < k && (rank < hits.length || rank < numRelevant); rank++) {
    const discount = Math.log2(rank + 2);
    if (hits[rank] === 1) gain += 1 / discount;
    if (rank < numRelevant) ideal += 1 / discount;
  }
  return ideal === 0 ? 0 : gain / ideal;
}
