import type { StudyInterval, StudyPoint } from '@sbn/report';

/** A mean over seeds as a point of a line. */
export function pointOf(x: number, { mean: y, low, high }: StudyInterval): StudyPoint {
  return low === undefined || high === undefined ? { x, y } : { x, y, low, high };
}

/** A share as a point: its interval ends at 0 and at 1. */
export function sharePoint(x: number, { low, high, ...share }: StudyInterval): StudyPoint {
  return low === undefined || high === undefined
    ? pointOf(x, share)
    : pointOf(x, { ...share, low: Math.max(0, low), high: Math.min(1, high) });
}
