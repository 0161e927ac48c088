import { expect, test } from 'vitest';
import { digest } from '../summary/digest.js';
import { bsl, dft, reportOf, run } from '../testing/small-data.js';
import { drawChart } from './draw-chart.js';
import { learningCurves } from './learning-curves.js';

const history = (values: readonly number[]) =>
  values.map((value, i) => ({ epoch: i + 1, trainLoss: 1 / (i + 1), valid: { f1At5: value } }));

test('a row for the metric and one for the loss, a panel for each series, a line for each width', async () => {
  const data = reportOf([
    run(bsl(4), 0, 0.2, { history: history([0.1, 0.2, 0.15]) }),
    run(bsl(20), 0, 0.2, { history: history([0.2, 0.3, 0.4]) }),
    run(dft(10), 0, 0.5, { history: history([0.3, 0.4]) }),
  ]);
  const { layout } = await drawChart(learningCurves(digest(data))!);
  if (layout.kind !== 'grid') throw new Error('panels expected');
  expect(layout.rows.map((row) => [row.heading, row.panels.map((panel) => panel.heading)])).toEqual([
    ['F1@5 on the validation split', ['BSL', 'DFT k=5']],
    ['Training loss', ['BSL', 'DFT k=5']],
  ]);
  expect(
    layout.rows[0]!.panels[0]!.drawing.inner.match(/<path d="M[^"]*L[^"]*" stroke="var\(--head-2\)"/g),
  ).toHaveLength(2);
});

test('metrics without losses, losses without metrics, one epoch, nothing', async () => {
  const rowsOf = async (lines: NonNullable<Parameters<typeof run>[3]>['history']) => {
    const plan = learningCurves(
      digest(reportOf([run(bsl(4), 0, 0.2, lines === undefined ? {} : { history: lines })])),
    );
    if (plan === null) return null;
    const { layout } = await drawChart(plan);
    expect(JSON.stringify(layout)).not.toMatch(/NaN|Infinity|undefined/);
    return layout.kind === 'grid' ? layout.rows.map((row) => row.heading) : null;
  };
  expect(await rowsOf([{ epoch: 1, valid: { f1At5: 0.1 } }])).toEqual(['F1@5 on the validation split']);
  expect(
    await rowsOf([
      { epoch: 1, trainLoss: 3 },
      { epoch: 2, trainLoss: 0.01 },
    ]),
  ).toEqual(['Training loss']);
  expect(await rowsOf([{ epoch: 1, trainLoss: Number.NaN }])).toBeNull();
  expect(await rowsOf([])).toBeNull();
  expect(await rowsOf(undefined)).toBeNull();
});
