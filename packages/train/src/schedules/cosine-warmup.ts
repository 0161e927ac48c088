import { checkCount } from '../checks.js';
import { constantSchedule } from './constant-schedule.js';
import type { Schedule } from './schedule.js';

/**
 * Rises to 1 by half a cosine, slowly at both ends, then hands over: factor(s) = (1 − cos(π (s + 1) / steps)) / 2 for
 * s < steps, then `after.factor(s − steps)`.
 *
 * @param options.after what follows the warm-up, counted from its end (default constant)
 * @throws RangeError when steps is not an integer ≥ 1
 */
export function cosineWarmup(options: { readonly steps: number; readonly after?: Schedule }): Schedule {
  const { steps, after = constantSchedule() } = options;
  checkCount('cosineWarmup', 'steps', steps);
  return {
    kind: 'cosine-warmup',
    factor: (step) =>
      step < steps ? (1 - Math.cos((Math.PI * (step + 1)) / steps)) / 2 : after.factor(step - steps),
    toConfig: () => ({ kind: 'cosine-warmup', steps, after: after.toConfig() }),
  };
}
