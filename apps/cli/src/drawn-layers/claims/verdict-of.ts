import type { StudyClaim, StudyInterval } from '@sbn/report';

/**
 * The verdict on a claim that numbers are below a limit, each a mean over seeds: borne out where all intervals lie below
 * it, not borne out where one lies at it or above, else open. One seed has no interval, and settles nothing.
 */
export function verdictBelow(intervals: readonly StudyInterval[], limit: number): StudyClaim['verdict'] {
  if (intervals.some(({ low }) => low !== undefined && low >= limit)) return 'not-borne-out';
  return intervals.every(({ high }) => high !== undefined && high < limit) ? 'borne-out' : 'open';
}

/** The verdict on a claim that numbers are above a limit: the mirror image of {@link verdictBelow}. */
export function verdictAbove(intervals: readonly StudyInterval[], limit: number): StudyClaim['verdict'] {
  const mirrored = intervals.map(({ mean, low, high, n }) =>
    low === undefined || high === undefined ? { mean: -mean, n } : { mean: -mean, low: -high, high: -low, n },
  );
  return verdictBelow(mirrored, -limit);
}
