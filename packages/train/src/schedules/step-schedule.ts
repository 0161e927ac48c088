import { checkCount, checkPositive } from '../checks.js';
import type { Schedule } from './schedule.js';

/**
 * Multiplies by `factor` at each boundary: factor(s) = factor^(number of boundaries ≤ s).
 *
 * @param options.boundaries steps at which the factor changes, increasing
 * @throws RangeError when a boundary is not an integer ≥ 0, they do not increase, or factor is not > 0
 */
export function stepSchedule(options: {
  readonly boundaries: readonly number[];
  readonly factor: number;
}): Schedule {
  const { boundaries, factor } = options;
  boundaries.forEach((boundary, i) => {
    checkCount('stepSchedule', `boundaries[${i}]`, boundary, 0);
    if (i > 0 && boundary <= boundaries[i - 1]!) {
      throw new RangeError(
        `stepSchedule: boundaries must increase, got ${boundaries[i - 1]} before ${boundary}`,
      );
    }
  });
  checkPositive('stepSchedule', 'factor', factor);
  return {
    kind: 'step',
    factor: (step) => factor ** boundaries.filter((boundary) => boundary <= step).length,
    toConfig: () => ({ kind: 'step', boundaries: [...boundaries], factor }),
  };
}
