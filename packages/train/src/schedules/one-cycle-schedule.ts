import { checkCount, checkRate } from '../checks.js';
import type { Schedule } from './schedule.js';

/**
 * Half a cosine up from `start` to 1, then half a cosine down to `minimum`: one cycle for a whole training (Smith and
 * Topin, *Super-convergence*, 2018). Behind its end it stays at the minimum.
 *
 * @param options.steps length of both halves together
 * @param options.rise share of the steps that go up, in [0, 1) (default 0.3)
 * @param options.start the factor of the first step, in [0, 1) (default 0.04)
 * @param options.minimum the factor at the end, in [0, 1) (default 0)
 * @throws RangeError when steps is not an integer ≥ 1 or another option is not in [0, 1)
 */
export function oneCycleSchedule(options: {
  readonly steps: number;
  readonly rise?: number | undefined;
  readonly start?: number | undefined;
  readonly minimum?: number | undefined;
}): Schedule {
  const { steps, rise = 0.3, start = 0.04, minimum = 0 } = options;
  checkCount('oneCycleSchedule', 'steps', steps);
  checkRate('oneCycleSchedule', 'rise', rise);
  checkRate('oneCycleSchedule', 'start', start);
  checkRate('oneCycleSchedule', 'minimum', minimum);
  const top = Math.floor(rise * steps);
  /** From 1 at share 0 down to `lowest` at share 1. */
  const descent = (share: number, lowest: number): number =>
    lowest + ((1 - lowest) * (1 + Math.cos(Math.PI * share))) / 2;
  return {
    kind: 'one-cycle',
    factor: (step) =>
      step < top
        ? descent(1 - step / top, start)
        : descent(Math.min(1, (step - top) / (steps - top)), minimum),
    toConfig: () => ({ kind: 'one-cycle', steps, rise, start, minimum }),
  };
}
