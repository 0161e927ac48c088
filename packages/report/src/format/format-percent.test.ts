import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPercent } from './format-percent.js';

test('percentages', () => {
  expect(formatPercent(412 / 1980)).toBe('20.8%');
  expect(formatPercent(0.5421, 2)).toBe('54.21%');
  expect(formatPercent(1.012)).toBe('101.2%');
});

test('only 0 and 1 read as 0% and 100%', () => {
  expect(formatPercent(0)).toBe('0%');
  expect(formatPercent(1)).toBe('100%');
  expect(formatPercent(1e-9)).toBe('<0.1%');
  expect(formatPercent(1 - 1e-9)).toBe('>99.9%');
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1 - 1e-12, noNaN: true }), (share) => {
      expect(formatPercent(share)).not.toMatch(/^(0|0\.0|100|100\.0)%$/);
    }),
  );
});
