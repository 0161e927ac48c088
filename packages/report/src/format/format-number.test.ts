import { expect, test } from 'vitest';
import { formatNumber } from './format-number.js';

test('three significant digits', () => {
  expect(
    [0, 0.01234, 1.5, 23.456, 999, 12345, 2e-7, -0.5, 3.2e9].map((value) => formatNumber(value)),
  ).toEqual(['0', '0.0123', '1.50', '23.5', '999', '12,345', '2.00e−7', '−0.500', '3.20e9']);
});
