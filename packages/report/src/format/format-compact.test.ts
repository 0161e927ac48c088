import { expect, test } from 'vitest';
import { formatCompact } from './format-compact.js';

test('short forms for axes', () => {
  expect([1, 999, 1000, 24512, 1.5e6, 2e9, 0.5].map((value) => formatCompact(value))).toEqual([
    '1',
    '999',
    '1k',
    '24.5k',
    '1.5M',
    '2B',
    '0.5',
  ]);
});
