import { expect, it } from 'vitest';
import { log10OfCount } from './log10-of-count.js';

it.each([
  [1n, 0],
  [999n, Math.log10(999)],
  [10n ** 400n, 400],
  [2n ** 10_000n, 10_000 * Math.log10(2)],
])('log10 of a count of any length: %#', (count, expected) => {
  expect(log10OfCount(count)).toBeCloseTo(expected, 9);
});
