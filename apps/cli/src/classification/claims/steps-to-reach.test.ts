import { expect, test } from 'vitest';
import { reachedAt } from './steps-to-reach.js';

const course = [
  { steps: 10, seconds: 1, value: 0.2 },
  { steps: 20, seconds: 2, value: 0.6 },
  { steps: 30, seconds: 4, value: 0.4 },
  { steps: 40, seconds: 6, value: 0.8 },
];

test('between epochs it goes by a straight line, and the first time counts', () => {
  expect(reachedAt(course, 0.4)).toEqual({ steps: 15, seconds: 1.5 });
  expect(reachedAt(course, 0.7)!.steps).toBeCloseTo(37.5);
  expect(reachedAt(course, 0.1)).toMatchObject({ steps: 10, seconds: 1 });
  expect(reachedAt(course, 0.9)).toBeUndefined();
});
