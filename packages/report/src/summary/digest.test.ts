import { expect, test } from 'vitest';
import { bsl, dft, reportOf, run } from '../testing/small-data.js';
import { digest } from './digest.js';

test('runs are grouped by configuration, configurations by series, narrow to wide', () => {
  const digested = digest(
    reportOf([
      run(dft(8), 0, 0.3),
      run(bsl(20), 1, 0.5),
      run(bsl(4), 0, 0.2),
      run(bsl(20), 0, 0.4),
      run(dft(2), 0, 0.1),
    ]),
  );
  expect(digested.series.map((one) => [one.name, one.configurations.map((each) => each.label)])).toEqual([
    ['BSL', ['BSL 4', 'BSL 20']],
    ['DFT k=5', ['DFT 2', 'DFT 8']],
  ]);
  expect(digested.configurations[1]!.runs.map((one) => one.seed)).toEqual([0, 1]);
  expect(digested.configurations[1]!.test('f1At5')?.mean).toBeCloseTo(0.45);
  expect(digested.configurations.map((one) => one.shortLabel)).toEqual(['d=4', 'd=20', 's=2', 's=8']);
});

test('the metric in the foreground: the given one, else F1@5, else any F1@k, else the first score', () => {
  const keyOf = (metrics: Record<string, number>, primaryMetric?: string): string | undefined =>
    digest(
      reportOf(
        [run(bsl(4), 0, null, { test: metrics })],
        primaryMetric === undefined ? {} : { primaryMetric },
      ),
    ).metric?.key;
  expect(keyOf({ microF1: 1, f1At5: 1, f1At8: 1 }, 'microF1')).toBe('microF1');
  expect(keyOf({ microF1: 1, f1At8: 1, f1At5: 1 })).toBe('f1At5');
  expect(keyOf({ microF1: 1, f1At8: 1 })).toBe('f1At8');
  expect(keyOf({ numRows: 7, microF1: 1 })).toBe('microF1');
  expect(keyOf({})).toBeUndefined();
});
