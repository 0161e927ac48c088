import type { StudyClaim, StudyInterval } from '@sbn/report';

/** A mean with its interval: `75.6% (71.2% to 80.0% over 3 seeds)`; ends that are written alike are those of all seeds. */
export function intervalWords(
  { mean, low, high, n }: StudyInterval,
  format: (value: number) => string,
): string {
  const ends =
    low === undefined || high === undefined
      ? 'one seed'
      : format(low) === format(high)
        ? `in all ${n} seeds`
        : `${format(low)} to ${format(high)} over ${n} seeds`;
  return `${format(mean)} (${ends})`;
}

/** A share of 1, in whole steps of 0.1%; an interval of shares may reach out of 0 to 1, and the words do not. */
export function shareWords(share: number): string {
  return `${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%`;
}

/** A difference with its sign: `+0.0123`. */
export function differenceWords(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(4)}`;
}

/** Whether a mean is over a bound: borne out where its whole interval is, not where none of it is, else open. */
export function verdictOver({ low, high }: StudyInterval, bound: number): StudyClaim['verdict'] {
  if (low === undefined || high === undefined) return 'open';
  if (low > bound) return 'borne-out';
  return high <= bound ? 'not-borne-out' : 'open';
}

/** Why an interval leaves a question open. */
export function openRemark({ n }: StudyInterval, what: string): string {
  return n === 1 ? 'One seed has no interval: run more.' : `The interval holds ${what}.`;
}
