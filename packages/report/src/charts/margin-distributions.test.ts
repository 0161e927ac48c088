import { expect, test } from 'vitest';
import { digest } from '../summary/digest.js';
import { bsl, dft, reportOf, run, verdicts } from '../testing/small-data.js';
import { drawChart } from './draw-chart.js';
import { marginDistributions } from './margin-distributions.js';

const data = reportOf([
  run(bsl(4), 0, 0.2, { detection: verdicts(1004, 998, 3, { margins: [0.01, 0.02, 0.04] }) }),
  run(dft(10), 0, 0.5, {
    detection: verdicts(50, 0, 0, { margins: { log10Edges: [-5, -4, -3], counts: [20, 30] } }),
  }),
]);

test('a filled ridge for each configuration, with what has no margin counted beside', async () => {
  const { layout } = await drawChart(marginDistributions(digest(data))!);
  if (layout.kind !== 'single') throw new Error('one drawing expected');
  for (const { size, drawing } of layout.sizes) {
    for (const slot of [1, 2]) {
      const ridge = new RegExp(`<path d="([^"]*)" fill="var\\(--head-${slot}\\)"`).exec(drawing.inner);
      expect(ridge![1]!.match(/[LHVhv]/g)!.length, size.name).toBeGreaterThan(10);
    }
    expect(drawing.inner).toContain('BSL 4');
    expect(drawing.inner).toContain(size.name === 'narrow' ? '998 unarg. · 3 undec.' : '998 unargmaxable');
  }
});

test('the description carries medians', () => {
  expect(marginDistributions(digest(data))!.alternative).toContain('BSL 4: median 0.0200');
});

test('null without margins; one single margin is drawn', async () => {
  expect(
    marginDistributions(digest(reportOf([run(bsl(4), 0, 0.2, { detection: verdicts(9, 9, 0) })]))),
  ).toBeNull();
  const one = marginDistributions(
    digest(reportOf([run(bsl(4), 0, 0.2, { detection: verdicts(1, 0, 0, { margins: [1] }) })])),
  );
  expect(JSON.stringify(await drawChart(one!))).not.toMatch(/NaN|Infinity|undefined/);
});
