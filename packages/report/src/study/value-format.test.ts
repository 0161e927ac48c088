import { expect, test } from 'vitest';
import type { StudyFormat } from '../study-report-data.js';
import { valueFormat } from './value-format.js';

test.each<[StudyFormat | undefined, number, string]>([
  [undefined, 57.0812, '57.1'],
  ['count', 5113.4, '5,113'],
  ['count', -2000, '\u22122,000'],
  ['percent', 0.9994, '99.9%'],
  ['seconds', 192, '3\u00a0min\u00a012\u00a0s'],
  [{ decimals: 2 }, 57.0812, '57.08'],
  [{ decimals: 1 }, -12345.67, '\u221212,345.7'],
  [{ decimals: 5 }, 0.12345, '0.12345'],
  [{ decimals: 0 }, 999.6, '1,000'],
])('%o writes %f as %s', (format, value, text) => {
  expect(valueFormat(format)(value)).toBe(text);
});
