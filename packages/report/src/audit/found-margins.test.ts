import { expect, test } from 'vitest';
import { drawChart } from '../charts/draw-chart.js';
import { sampleAuditData } from '../testing/sample-audit-data.js';
import { foundMargins } from './found-margins.js';

const data = sampleAuditData();

test('bars whose heights follow the counts', async () => {
  const plan = foundMargins({ ...data, margins: { log10Edges: [-3, -2, -1], counts: [10, 30] } })!;
  const { layout } = await drawChart(plan);
  if (layout.kind !== 'single') throw new Error('one drawing expected');
  expect(layout.sizes[0]!.drawing.inner.match(/fill="var\(--good\)"/g)!.length).toBeGreaterThan(10);
  expect(plan.alternative).toContain('margins of 40 characters');
});

test('says whether these are the largest margins', () => {
  expect(foundMargins(data)!.caption).toContain('These are the largest margins there are.');
  expect(foundMargins({ ...data, marginsAreBest: false })!.caption).toContain('not the largest there are');
});

test('null without margins above zero; a single one is drawn', async () => {
  expect(foundMargins({ ...data, margins: [0] })).toBeNull();
  const one = await drawChart(foundMargins({ ...data, margins: [1] })!);
  expect(JSON.stringify(one)).not.toMatch(/NaN|Infinity|undefined/);
});
