import { expect, test } from 'vitest';
import { learningCurve } from './learning-curve.js';

test('a course is drawn from its least to its greatest value', () => {
  expect(learningCurve([4, 3, 2, 1])).toBe('  █▆▃▁ 1.00');
  expect(learningCurve([1, Number.NaN, 2])).toBe('  ▁█ 2.00');
});

test('there is none before the second epoch', () => {
  expect(learningCurve([])).toBe('');
  expect(learningCurve([0.5])).toBe('');
});

test('many epochs take no more room than some', () => {
  const curve = learningCurve(Array.from({ length: 1000 }, (_, epoch) => 1 / (1 + epoch)));
  expect(curve.trim().split(' ')[0]).toHaveLength(24);
});
