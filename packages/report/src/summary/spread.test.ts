import { expect, test } from 'vitest';
import { spread } from './spread.js';

test('mean, range and sample deviation; what is not finite is left out', () => {
  expect(spread([1, null, 2, undefined, Number.NaN, 6])).toEqual({
    values: [1, 2, 6],
    mean: 3,
    min: 1,
    max: 6,
    deviation: Math.sqrt((4 + 1 + 9) / 2),
  });
  expect(spread([4])?.deviation).toBeNull();
  expect(spread([null])).toBeNull();
});
