import { expect, test } from 'vitest';
import { bsl, reportOf, run } from '../testing/small-data.js';
import { digest } from './digest.js';
import { validMetric } from './valid-metric.js';

const withHistory = (valid: Record<string, number | null>) =>
  validMetric(digest(reportOf([run(bsl(4), 0, 0.1, { history: [{ epoch: 1, valid }] })])));

test('the metric in the foreground is followed where the history has it, else the first score', () => {
  expect(withHistory({ numRows: 5, microF1: 0.2, f1At5: 0.1 })!.key).toBe('f1At5');
  expect(withHistory({ numRows: 5, microF1: 0.2 })!.key).toBe('microF1');
  expect(withHistory({})).toBeNull();
});

test('lower is better for losses', () => {
  expect(withHistory({ loss: 0.3 })!.better(0.1, 0.2)).toBe(true);
  expect(withHistory({ microF1: 0.3 })!.better(0.1, 0.2)).toBe(false);
});
