import { expect, test } from 'vitest';
import { percentile } from './percentile.js';

test('percentiles are linear between neighbours', () => {
  expect(percentile([1, 2, 4, 8], 0.5)).toBe(3);
  expect(percentile([1, 2, 4, 8], 0)).toBe(1);
  expect(percentile([1, 2, 4, 8], 1)).toBe(8);
  expect(percentile([5], 0.3)).toBe(5);
});
