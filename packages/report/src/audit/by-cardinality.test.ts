import { expect, test } from 'vitest';
import { drawChart } from '../charts/draw-chart.js';
import { sampleAuditData } from '../testing/sample-audit-data.js';
import { byCardinality } from './by-cardinality.js';

const data = sampleAuditData('threshold');

test('a bar for each number of labels, undecided on top', async () => {
  const { layout } = await drawChart(byCardinality(data)!);
  if (layout.kind !== 'grid') throw new Error('panels expected');
  const [share, asked] = layout.rows[0]!.panels.map(({ drawing }) => drawing.inner);
  expect(share!.match(/fill="var\(--bad\)"/g)).toHaveLength(4);
  // None of the pairs stayed undecided.
  expect(share!.match(/fill="var\(--open\)"/g)).toHaveLength(3);
  expect(asked!.match(/fill="var\(--ink-3\)"/g)).toHaveLength(4);
});

test('the description has the numbers; one number of labels is no chart', () => {
  expect(byCardinality(data)!.alternative).toContain(
    '3 labels: 500 asked, 1.8% unargmaxable, 0.2% undecided.',
  );
  expect(byCardinality({ ...data, byCardinality: data.byCardinality!.slice(0, 1) })).toBeNull();
});
