import type { StudyInterval } from '@sbn/report';

/** A mean over seeds with its 95% interval, in words: `0.512 [0.480, 0.544]`; without one, the mean alone. */
export function intervalWords({ mean, low, high }: StudyInterval, show: (value: number) => string): string {
  return low === undefined || high === undefined ? show(mean) : `${show(mean)} [${show(low)}, ${show(high)}]`;
}
