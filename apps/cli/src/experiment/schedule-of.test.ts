import { expect, it } from 'vitest';
import { scheduleSchema } from '../config/schedule.js';
import { scheduleOf } from './schedule-of.js';

const factors = (config: object, totalSteps: number, steps: readonly number[]): number[] => {
  const { factor } = scheduleOf(scheduleSchema.parse(config), totalSteps);
  return steps.map((step) => Number(factor(step).toFixed(6)));
};

it('ends with the training unless a length is given', () => {
  expect(factors({ kind: 'stairs', minimum: 0.04 }, 100, [79, 80, 90])).toEqual([1, 0.2, 0.04]);
  expect(factors({ kind: 'stairs', steps: 10, minimum: 0.04 }, 100, [7, 8, 9])).toEqual([1, 0.2, 0.04]);
  expect(factors({ kind: 'one-cycle', start: 0.1 }, 100, [0, 30, 65, 100])).toEqual([0.1, 1, 0.5, 0]);
  expect(factors({ kind: 'cosine' }, 100, [0, 50, 100])).toEqual([1, 0.5, 0]);
});

it('goes on after a warm-up with what is left of the training', () => {
  const config = { kind: 'cosine-warmup', steps: 20, after: { kind: 'cosine' } };
  expect(factors(config, 120, [9, 19, 20, 70, 120])).toEqual([0.5, 1, 1, 0.5, 0]);
  expect(factors({ kind: 'cosine-warmup', steps: 20 }, 120, [19, 90])).toEqual([1, 1]);
});
