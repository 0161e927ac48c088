import type { StudyInterval, StudyPoint } from '@sbn/report';

/**
 * A mean over seeds as a point of a line. Its interval ends where the measure does.
 *
 * @param most the largest value there can be; 0 is the smallest
 */
export function pointOf(
  x: number,
  { mean: y, low, high }: StudyInterval,
  most: number = Infinity,
): StudyPoint {
  if (low === undefined || high === undefined) return { x, y };
  return { x, y, low: Math.max(0, low), high: Math.min(most, high) };
}
