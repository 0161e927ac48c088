import { expect, test } from 'vitest';
import { formatSeconds } from './format-seconds.js';

test('durations, also just below each unit', () => {
  expect([0, 0.041, 0.9999, 8.25, 59.99, 192, 3599.6, 7260].map((value) => formatSeconds(value))).toEqual([
    '0 s',
    '41 ms',
    '1 s',
    '8.3 s',
    '1 min 0 s',
    '3 min 12 s',
    '1 h 0 min',
    '2 h 1 min',
  ]);
});
