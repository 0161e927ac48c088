import { binomial } from '@sbn/core';

/** How many sets of rows a listing may look at unless told otherwise: some ten seconds. */
const defaultLimit = 2 ** 18;

/** Options of the listings of circuits and cocircuits. */
export interface SignedSetsOptions {
  /** Refuse to start when more sets of linearly independent rows than this may have to be looked at; 2^18 when left out. */
  readonly limit?: number | undefined;
}

/**
 * Refuses a listing that would look at too many sets of independent rows.
 *
 * @param numElements rows, the one at infinity included
 * @param mostRows the largest size of a set that is looked at
 */
export function checkWork(place: string, options: unknown, numElements: number, mostRows: number): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${place}: expected the options { limit? }, got ${String(options)}`);
  }
  const { limit = defaultLimit } = options as SignedSetsOptions;
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new RangeError(`${place}: limit must be an integer >= 1, got ${String(limit)}`);
  }
  let work = 0n;
  for (let size = 0; size <= mostRows; size++) work += binomial(numElements, size);
  if (work > BigInt(limit)) {
    throw new RangeError(
      `${place}: ${numElements} rows have ${work} sets of at most ${mostRows} rows to look at, more than the limit of ` +
        `${limit}. Take fewer labels or dimensions, or raise the limit.`,
    );
  }
}
