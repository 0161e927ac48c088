import { countHitsOfTotal, type RankedHitsWithTotal } from './check-hits.js';

/**
 * R@k of one row: the share of its gold labels that are among the first k ranks; 0 when it has none.
 *
 * @throws TypeError, RangeError when the ranking is not well-formed
 */
export function recallAtK(options: RankedHitsWithTotal): number {
  const count = countHitsOfTotal('recallAtK', options);
  return options.numRelevant === 0 ? 0 : count / options.numRelevant;
}
