import { expect, test } from 'vitest';
import { bsl, reportOf, run } from '../testing/small-data.js';
import { digest } from './digest.js';
import { testMetrics } from './test-metrics.js';

test('the foreground metric and its cutoff come first, counts are left out', () => {
  const metrics = {
    numRows: 9,
    exactAccuracy: 0.1,
    microF1: 0.2,
    precisionAt1: 0.9,
    precisionAt5: 0.3,
    f1At5: 0.4,
    threshold: 0,
  };
  const digested = digest(reportOf([run(bsl(4), 0, null, { test: metrics })]));
  expect(testMetrics(digested).map((metric) => metric.key)).toEqual([
    'f1At5',
    'precisionAt5',
    'microF1',
    'exactAccuracy',
    'precisionAt1',
  ]);
});
