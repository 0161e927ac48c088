import { expect, test } from 'vitest';
import { formatSignedPercent } from './format-signed-percent.js';

test('the sign is always there, except at zero', () => {
  expect(formatSignedPercent(0.0123)).toBe('+1.2%');
  expect(formatSignedPercent(-0.0041)).toBe('−0.4%');
  expect(formatSignedPercent(-0.00001)).toBe('0.0%');
});
