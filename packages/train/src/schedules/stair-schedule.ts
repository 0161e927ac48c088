import { checkCount, checkPositive } from '../checks.js';
import type { Schedule } from './schedule.js';

/**
 * Goes down to `minimum` by stairs of equal ratio, one at each of some shares of the training: with m shares the factor is
 * minimum^(i/m) once i of them are passed. `shares: [0.8, 0.9]` multiplies by the square root of the minimum twice, late;
 * `shares: [0.2, 0.4, 0.6, 0.8]` by its fourth root after each fifth.
 *
 * @param options.steps length of the training
 * @param options.shares in (0, 1), increasing
 * @param options.minimum the last factor
 * @throws RangeError when steps is not an integer ≥ 1, a share is not in (0, 1), they do not increase, there is none, or
 *   minimum is not > 0
 */
export function stairSchedule(options: {
  readonly steps: number;
  readonly shares: readonly number[];
  readonly minimum: number;
}): Schedule {
  const { steps, shares, minimum } = options;
  checkCount('stairSchedule', 'steps', steps);
  if (shares.length === 0) throw new RangeError('stairSchedule: shares must have at least one entry');
  shares.forEach((share, i) => {
    if (!(share > (shares[i - 1] ?? 0) && share < 1)) {
      throw new RangeError(
        `stairSchedule: shares must increase between 0 and 1, got ${share} at place ${i} of [${shares.join(', ')}]`,
      );
    }
  });
  checkPositive('stairSchedule', 'minimum', minimum);
  const boundaries = shares.map((share) => Math.floor(share * steps));
  return {
    kind: 'stairs',
    factor: (step) =>
      minimum ** (boundaries.filter((boundary) => boundary <= step).length / boundaries.length),
    toConfig: () => ({ kind: 'stairs', steps, shares: [...shares], minimum }),
  };
}
