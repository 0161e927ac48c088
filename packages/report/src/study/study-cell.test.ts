import { expect, test } from 'vitest';
import type { StudyFormat, StudyValue } from '../study-report-data.js';
import { studyCell } from './study-cell.js';
import { valueFormat } from './value-format.js';

const textOf = (markup: string): string => markup.replace(/<[^>]*>/g, '');

test.each<[string, StudyValue | undefined, StudyFormat, string]>([
  ['a number', 57.0812, { decimals: 2 }, '57.08'],
  ['words', 'diverged', 'number', 'diverged'],
  ['nothing', null, 'number', '–'],
  ['a missing key', undefined, 'number', '–'],
  ['a lower bound', { atLeast: 5000 }, 'count', '≥ 5,000'],
  ['an even interval', { mean: 57.08, low: 56.875, high: 57.285, n: 5 }, { decimals: 2 }, '57.08 ± 0.20'],
  ['no more digits than the mean', { mean: 57.08, low: 56.97, high: 57.19, n: 5 }, 'number', '57.1 ± 0.1'],
  ['shares', { mean: 0.5, low: 0.45, high: 0.55, n: 5 }, 'percent', '50.0% ± 5.0%'],
  ['an uneven interval', { mean: 0.02, low: 0.01, high: 0.05, n: 5 }, 'percent', '2.0% (1.0% to 5.0%)'],
  ['one seed', { mean: 57.08, n: 1 }, { decimals: 2 }, '57.08 (n = 1)'],
  ['fewer seeds', { mean: 2, low: 1, high: 3, n: 3 }, { decimals: 0 }, '2 ± 1 (n = 3)'],
  ['no interval at all', { mean: 2, low: 2, high: 2, n: 5 }, 'count', '2 ± 0'],
])('%s', (_, value, format, text) => {
  expect(textOf(studyCell(value, valueFormat(format), 5).markup)).toBe(text);
});

test('a text is escaped', () => {
  expect(studyCell('<b>', String, 1).markup).toBe('&lt;b&gt;');
});
