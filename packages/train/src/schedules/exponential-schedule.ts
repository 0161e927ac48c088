import { checkCount, checkPositive } from '../checks.js';
import type { Schedule } from './schedule.js';

/**
 * Decays by `decay` every `steps` steps, smoothly: factor(s) = decay^(s / steps).
 *
 * @throws RangeError when decay is not a number > 0 or steps is not an integer ≥ 1
 */
export function exponentialSchedule(options: { readonly decay: number; readonly steps: number }): Schedule {
  const { decay, steps } = options;
  checkPositive('exponentialSchedule', 'decay', decay);
  checkCount('exponentialSchedule', 'steps', steps);
  return {
    kind: 'exponential',
    factor: (step) => decay ** (step / steps),
    toConfig: () => ({ kind: 'exponential', decay, steps }),
  };
}
