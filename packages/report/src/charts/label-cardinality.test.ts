import { expect, test } from 'vitest';
import { digest } from '../summary/digest.js';
import { dft, reportOf, run } from '../testing/small-data.js';
import { drawChart } from './draw-chart.js';
import { labelCardinality } from './label-cardinality.js';

const withCounts = (cardinality: readonly number[], runs = [run(dft(2), 0, 0.1)]) =>
  labelCardinality(
    digest(
      reportOf(runs, {
        dataset: {
          name: 'n',
          splits: [
            { name: 'test', numExamples: 9, cardinality },
            { name: 'valid', numExamples: 0 },
          ],
        },
      }),
    ),
  );

const inner = async (plan: ReturnType<typeof withCounts>): Promise<string> => {
  const { layout } = await drawChart(plan!);
  return layout.kind === 'grid' ? layout.rows[0]!.panels.map((panel) => panel.drawing.inner).join() : '';
};

test('a bar for each number of labels that occurs, and a line at k where it is in view', async () => {
  const drawn = await inner(withCounts([0, 4, 3, 0, 1, 1, 0, 2]));
  expect(drawn.match(/fill="var\(--ink-3\)"/g)).toHaveLength(5);
  expect(drawn).toContain('>k=5<');
  expect(drawn).not.toContain('log scale');
});

test('a guarantee that covers all is said in words', () => {
  const plan = withCounts([0, 4, 3]);
  expect(plan!.caption).toContain('covers every example: the largest set has 2 labels');
});

test('many sizes share bars, wide ranges are logarithmic', async () => {
  const counts = Array.from({ length: 200 }, (_, i) => (i === 0 ? 0 : 10_000 - 50 * i));
  counts[199] = 1;
  const plan = withCounts(counts);
  expect(plan!.caption).toContain('6 sizes to a bar');
  expect((await inner(plan)).match(/fill="var\(--ink-3\)"/g)).toHaveLength(34);
  expect(await inner(withCounts([0, 5000, 1]))).toContain('Examples (log scale)');
});

test('null without a histogram', () => {
  expect(withCounts([])).toBeNull();
  expect(withCounts([0, 0])).toBeNull();
});
