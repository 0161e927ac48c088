import { expect, test } from 'vitest';
import { formatDate } from './format-date.js';

test('dates are shown in UTC', () => {
  expect(formatDate('2025-03-01T00:30:00+02:00')).toBe('28 February 2025, 22:30 UTC');
});
