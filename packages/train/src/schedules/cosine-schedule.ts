import { checkCount, checkRate } from '../checks.js';
import type { Schedule } from './schedule.js';

/** Options of {@link cosineSchedule}. */
export interface CosineScheduleOptions {
  /** Length T of the (first) descent in steps. */
  readonly steps: number;
  /** Where the descent ends, in [0, 1) (default 0). */
  readonly minimum?: number;
  /** Whether to start again at 1 after each descent (warm restarts) or to stay at the minimum (default false). */
  readonly restarts?: boolean;
  /** Each descent after a restart is this many times as long as the one before it (default 1). */
  readonly stretch?: number;
}

/**
 * Half a cosine from 1 down to `minimum`: minimum + (1 − minimum)(1 + cos(π s/T)) / 2, with warm restarts if wanted
 * (Loshchilov and Hutter, SGDR, ICLR 2017, equation 5).
 *
 * @throws RangeError when steps or stretch is not an integer ≥ 1 or minimum is not in [0, 1)
 */
export function cosineSchedule(options: CosineScheduleOptions): Schedule {
  const { steps, minimum = 0, restarts = false, stretch = 1 } = options;
  checkCount('cosineSchedule', 'steps', steps);
  checkCount('cosineSchedule', 'stretch', stretch);
  checkRate('cosineSchedule', 'minimum', minimum);
  const descent = (share: number): number => minimum + ((1 - minimum) * (1 + Math.cos(Math.PI * share))) / 2;
  return {
    kind: 'cosine',
    factor: (step) => {
      if (!restarts) return descent(Math.min(step / steps, 1));
      let length = steps;
      let since = step;
      if (stretch === 1) since %= steps;
      else {
        while (since >= length) {
          since -= length;
          length *= stretch;
        }
      }
      return descent(since / length);
    },
    toConfig: () => ({ kind: 'cosine', steps, minimum, restarts, stretch }),
  };
}
