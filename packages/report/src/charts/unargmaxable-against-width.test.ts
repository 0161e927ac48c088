import { expect, test } from 'vitest';
import { digest } from '../summary/digest.js';
import { bsl, dft, reportOf, run, verdicts } from '../testing/small-data.js';
import { drawChart } from './draw-chart.js';
import { shareOf, unargmaxableAgainstWidth } from './unargmaxable-against-width.js';

const data = reportOf([
  run(bsl(4), 0, 0.2, { detection: verdicts(100, 40, 5) }),
  run(bsl(4), 1, 0.2, { detection: verdicts(100, 50, 5) }),
  run(bsl(20), 0, 0.5, { detection: verdicts(100, 0, 2) }),
  run(dft(10), 0, 0.5, { detection: verdicts(100, 0, 0) }),
]);

test('unargmaxable and undecided have panels of their own on one scale', async () => {
  const { layout } = await drawChart(unargmaxableAgainstWidth(digest(data))!);
  if (layout.kind !== 'grid') throw new Error('panels expected');
  const [proved, open] = layout.rows[0]!.panels;
  expect([proved!.heading, open!.heading]).toEqual(['Unargmaxable (proved)', 'Undecided']);
  expect(proved!.drawing.inner).toContain('>45.0%<');
  expect(proved!.drawing.inner).not.toContain('>5.0%<');
  expect(open!.drawing.inner).toContain('>5.0%<');
  expect(open!.drawing.inner).toContain('>2.0%<');
  const ticks = (inner: string) =>
    [...inner.matchAll(/text-anchor="end"[^>]*>(\d+%)</g)].map((match) => match[1]);
  expect(ticks(open!.drawing.inner)).toEqual(ticks(proved!.drawing.inner));
});

test('shares are means over the seeds that were checked', () => {
  const [narrow] = digest(data).configurations;
  expect(shareOf(narrow!, 'unargmaxable')?.mean).toBeCloseTo(0.45);
  expect(shareOf(narrow!, 'undecided')?.mean).toBeCloseTo(0.05);
});

test('no chart for a single checked configuration', () => {
  const single = reportOf([run(bsl(4), 0, 0.2, { detection: verdicts(100, 40, 5) }), run(bsl(8), 0, 0.2)]);
  expect(unargmaxableAgainstWidth(digest(single))).toBeNull();
});
