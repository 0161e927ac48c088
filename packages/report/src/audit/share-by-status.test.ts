import { expect, test } from 'vitest';
import { drawChart } from '../charts/draw-chart.js';
import { sampleAuditData } from '../testing/sample-audit-data.js';
import { shareByStatus } from './share-by-status.js';

test('three bars with their numbers in every size, and the interval of a sample', async () => {
  for (const rule of ['argmax', 'threshold'] as const) {
    const { layout } = await drawChart(shareByStatus(sampleAuditData(rule))!);
    if (layout.kind !== 'single') throw new Error('one drawing expected');
    for (const { drawing } of layout.sizes) {
      for (const text of ['1,931', '62', '7', 'undecided']) expect(drawing.inner).toContain(text);
      for (const token of ['good', 'bad', 'open']) expect(drawing.inner).toContain(`fill="var(--${token})"`);
      expect(drawing.inner.includes('stroke="var(--ink)" stroke-width="2"')).toBe(rule === 'threshold');
    }
  }
});

test('null where nothing was asked', () => {
  const none = { total: 0, argmaxable: 0, unargmaxable: 0, undecided: 0 };
  expect(shareByStatus({ ...sampleAuditData(), verdicts: none })).toBeNull();
});
