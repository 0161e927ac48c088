import { checkCount } from '../checks.js';
import { constantSchedule } from './constant-schedule.js';
import type { Schedule } from './schedule.js';

/**
 * Rises linearly to 1, then hands over: factor(s) = (s + 1) / steps for s < steps, then `then.factor(s − steps)`.
 * The first update has factor 1 / steps, not 0, so that it is not lost.
 *
 * @param options.then what follows the warm-up, counted from its end (default constant)
 * @throws RangeError when steps is not an integer ≥ 1
 */
export function linearWarmup(options: { readonly steps: number; readonly then?: Schedule }): Schedule {
  const { steps, then = constantSchedule() } = options;
  checkCount('linearWarmup', 'steps', steps);
  return {
    kind: 'linear-warmup',
    factor: (step) => (step < steps ? (step + 1) / steps : then.factor(step - steps)),
    toConfig: () => ({ kind: 'linear-warmup', steps, then: then.toConfig() }),
  };
}
