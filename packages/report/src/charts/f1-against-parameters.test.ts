import { expect, test } from 'vitest';
import { digest } from '../summary/digest.js';
import { bsl, dft, reportOf, run } from '../testing/small-data.js';
import { drawChart } from './draw-chart.js';
import { f1AgainstParameters } from './f1-against-parameters.js';

const data = reportOf([
  run(bsl(4), 0, 0.2),
  run(bsl(4), 1, 0.3),
  run(bsl(20), 0, 0.5),
  run(bsl(20), 1, 0.6),
  run(dft(10), 0, 0.5),
  run(dft(10), 1, 0.56),
]);

test('a point for each seed, a symbol and a label for each configuration, in three sizes', async () => {
  const { layout } = await drawChart(f1AgainstParameters(digest(data))!);
  if (layout.kind !== 'single') throw new Error('one drawing expected');
  expect(layout.sizes.map(({ size, drawing }) => [size.name, drawing.width])).toEqual([
    ['wide', 980],
    ['medium', 660],
    ['narrow', 350],
  ]);
  for (const { drawing } of layout.sizes) {
    expect(
      drawing.inner.match(
        /fill="var\(--surface\)" stroke="var\(--head-[12]\)"|stroke="var\(--head-[12]\)"[^>]*fill="var\(--surface\)"/g,
      ),
    ).toHaveLength(6);
    for (const label of ['d=4', 'd=20', 's=10']) expect(drawing.inner).toContain(`>${label}<`);
    expect(drawing.inner).toContain('F1@5 on the test split');
  }
});

test('the description carries the numbers', () => {
  expect(f1AgainstParameters(digest(data))!.alternative).toContain(
    'BSL: d=4, 660 parameters, 25.00%; d=20, 3,300 parameters, 55.00%.',
  );
});

test('one configuration is no chart, missing metrics are left out', () => {
  expect(f1AgainstParameters(digest(reportOf([run(bsl(4), 0, 0.2)])))).toBeNull();
  expect(f1AgainstParameters(digest(reportOf([run(bsl(4), 0, 0.2), run(bsl(8), 0, null)])))).toBeNull();
  expect(f1AgainstParameters(digest(reportOf([])))).toBeNull();
});

test('equal parameters and equal values still have axes', async () => {
  const same = { ...bsl(4), label: 'twin' };
  const { layout } = await drawChart(
    f1AgainstParameters(digest(reportOf([run(bsl(4), 0, 0), run(same, 0, 0)])))!,
  );
  expect(JSON.stringify(layout)).not.toMatch(/NaN|Infinity|undefined/);
});
