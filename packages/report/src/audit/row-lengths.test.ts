import { expect, test } from 'vitest';
import type { AuditReportData, AuditRow } from '../audit-report-data.js';
import { drawChart } from '../charts/draw-chart.js';
import { sampleAuditData } from '../testing/sample-audit-data.js';
import { rowFeatures, rowLengths } from './row-lengths.js';

const dataWith = (rows: readonly AuditRow[]): AuditReportData => ({ ...sampleAuditData(), rows });

test('lengths and biases of both kinds, sorted; undecided classes are in neither', () => {
  const rows: AuditRow[] = [
    { norm: 3, bias: 1, status: 'argmaxable' },
    { norm: 2, bias: -1, status: 'argmaxable' },
    { norm: 9, bias: 9, status: 'undecided' },
    { norm: 1, bias: -2, status: 'unargmaxable' },
  ];
  expect(rowFeatures(dataWith(rows))).toEqual([
    { title: 'Length of the row', argmaxable: Float64Array.of(2, 3), unargmaxable: Float64Array.of(1) },
    { title: 'Bias', argmaxable: Float64Array.of(-1, 1), unargmaxable: Float64Array.of(-2) },
  ]);
  expect(rowLengths(dataWith(rows))!.alternative).toContain('median 1.00 for those that can never win, 2.50');
});

test('no bias, no panel for it; nothing to compare, no chart', () => {
  const one: AuditRow = { norm: 1, status: 'argmaxable' };
  const other: AuditRow = { norm: 1, status: 'unargmaxable' };
  expect(rowFeatures(dataWith([one, other]))).toHaveLength(1);
  expect(rowLengths(dataWith([one]))).toBeNull();
  expect(rowLengths(dataWith([other, other]))).toBeNull();
});

test('an outlier does not squeeze the others', async () => {
  const rows: AuditRow[] = Array.from({ length: 1000 }, (_, i) => ({
    norm: i === 0 ? 1e6 : 1 + i / 1000,
    status: i % 10 === 1 ? 'unargmaxable' : 'argmaxable',
  }));
  const { layout } = await drawChart(rowLengths(dataWith(rows))!);
  if (layout.kind !== 'grid') throw new Error('panels expected');
  const { inner } = layout.rows[0]!.panels[0]!.drawing;
  expect(inner).toContain('>1.60<');
  expect(inner).not.toMatch(/NaN|e6/);
});

test('rows of one length are drawn', async () => {
  const rows: AuditRow[] = [
    { norm: 0, status: 'argmaxable' },
    { norm: 0, status: 'unargmaxable' },
  ];
  expect(JSON.stringify(await drawChart(rowLengths(dataWith(rows))!))).not.toMatch(/NaN|Infinity|undefined/);
});
