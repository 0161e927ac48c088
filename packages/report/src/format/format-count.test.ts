import { expect, test } from 'vitest';
import { formatCount } from './format-count.js';

test('thousands are separated, fractions rounded', () => {
  expect([0, 7, 999, 1000, 1980, 123456.6, 1234567].map((value) => formatCount(value))).toEqual([
    '0',
    '7',
    '999',
    '1,000',
    '1,980',
    '123,457',
    '1,234,567',
  ]);
});
