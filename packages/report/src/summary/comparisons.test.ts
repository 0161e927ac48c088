import { expect, test } from 'vitest';
import { bsl, dft, reportOf, run } from '../testing/small-data.js';
import { digest } from './digest.js';

test('slack s is set against width 2s, differences are relative and seed by seed', () => {
  const { comparisons } = digest(
    reportOf([
      run(bsl(20), 0, 0.5),
      run(bsl(20), 1, 0.4),
      run(bsl(20), 2, 0.9),
      run(bsl(30), 0, 0.6),
      run(dft(10), 0, 0.49),
      run(dft(10), 1, 0.44),
    ]),
  );
  expect(comparisons.map(({ candidate, baseline }) => [candidate.label, baseline.label])).toEqual([
    ['DFT 10', 'BSL 20'],
  ]);
  const [pair] = comparisons;
  expect(pair!.relativeDifference).toBeCloseTo(0.465 / 0.6 - 1, 12);
  expect(pair!.perSeed!.values).toHaveLength(2);
  expect(pair!.perSeed!.min).toBeCloseTo(-0.02, 12);
  expect(pair!.perSeed!.max).toBeCloseTo(0.1, 12);
  expect(pair!.parameterSaving).toBeCloseTo(1 - dft(10).numParams / bsl(20).numParams, 12);
});

test('half of an odd width is rounded either way', () => {
  const pairs = digest(
    reportOf([run(bsl(25), 0, 0.5), run(dft(12), 0, 0.5), run(dft(13), 0, 0.5), run(dft(14), 0, 0.5)]),
  );
  expect(pairs.comparisons.map(({ candidate }) => candidate.label)).toEqual(['DFT 12', 'DFT 13']);
});

test('given pairs replace the default, and a missing or zero metric gives no difference', () => {
  const runs = [run(bsl(20), 0, 0), run(dft(10), 0, 0.4), run(dft(3), 0, null)];
  const given = (candidate: string) =>
    digest(reportOf(runs, { comparisons: [{ candidate, baseline: 'BSL 20' }] })).comparisons[0]!;
  expect(given('DFT 10')).toMatchObject({ relativeDifference: null, perSeed: null });
  expect(given('DFT 3')).toMatchObject({ relativeDifference: null, candidateMetric: null });
  expect(digest(reportOf(runs, { comparisons: [] })).comparisons).toEqual([]);
});
