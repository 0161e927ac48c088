import { checkInteger, describeKind } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';

/** One ranking, as the metrics at rank k see it. */
export interface RankedHits {
  /** By rank, best first: 1 where the label at that rank is a gold label, else 0. Ranks past the end are misses. */
  readonly hits: ArrayLike<number>;
  /** How many ranks to look at, k >= 1. */
  readonly k: number;
}

/** A ranking together with how many gold labels there are in all. */
export interface RankedHitsWithTotal extends RankedHits {
  /** Number of gold labels of the row, also those that are not among the ranks given. */
  readonly numRelevant: number;
}

/** Checks a ranking and returns its number of hits at the first k ranks. */
export function countHits(place: string, options: RankedHits): number {
  checkOptions(place, options);
  const { hits, k } = options;
  if (typeof hits !== 'object' || hits === null || typeof hits.length !== 'number') {
    throw new TypeError(`${place}: hits must be an array of 0 and 1, got ${describeKind(hits)}`);
  }
  checkInteger(place, 'k', k, 1);
  let count = 0;
  for (let rank = 0; rank < Math.min(k, hits.length); rank++) {
    if (hits[rank] === 1) count++;
    else if (hits[rank] !== 0) {
      throw new RangeError(`${place}: hits[${rank}] must be 0 or 1, got ${hits[rank]}`);
    }
  }
  return count;
}

/** As {@link countHits}, and checks that there are not more hits than gold labels. */
export function countHitsOfTotal(place: string, options: RankedHitsWithTotal): number {
  const count = countHits(place, options);
  checkInteger(place, 'numRelevant', options.numRelevant, 0);
  if (count > options.numRelevant) {
    throw new RangeError(`${place}: ${count} hits, but numRelevant is only ${options.numRelevant}`);
  }
  return count;
}
