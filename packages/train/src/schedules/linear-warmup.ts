import { checkCount } from '../checks.js';
import { constantSchedule } from './constant-schedule.js';
import type { Schedule } from './schedule.js';

/**
 * Rises linearly to 1, then hands over: factor(s) = (s + 1) / steps for s < steps, then `after.factor(s − steps)`.
 * The first update has factor 1 / steps, not 0, so that it is not lost.
 *
 * @param options.after what follows the warm-up, counted from its end (default constant)
 * @throws RangeError when steps is not an integer ≥ 1
 */
export function linearWarmup(options: { readonly steps: number; readonly after?: Schedule }): Schedule {
  const { steps, after = constantSchedule() } = options;
  checkCount('linearWarmup', 'steps', steps);
  return {
    kind: 'linear-warmup',
    factor: (step) => (step < steps ? (step + 1) / steps : after.factor(step - steps)),
    toConfig: () => ({ kind: 'linear-warmup', steps, after: after.toConfig() }),
  };
}
