import type { AuditReportData } from '../audit-report-data.js';
import type { DrawnChart } from '../charts/draw-chart.js';
import { formatNumber } from '../format/format-number.js';
import { formatPercent } from '../format/format-percent.js';
import { figure } from '../html/figure.js';
import { html } from '../html/html.js';
import { table } from '../html/table.js';
import type { Section } from '../sections/section.js';
import { percentile } from '../summary/percentile.js';
import { auditWords } from './audit-words.js';
import { type RowFeature, rowFeatures } from './row-lengths.js';

/** How the rows of classes that never win differ from the others. Null where there is nothing to compare. */
export function rowsSection(data: AuditReportData, charts: readonly DrawnChart[]): Section | null {
  const chart = charts.find(({ plan }) => plan.name === 'rows');
  if (chart === undefined) return null;
  const { can, never } = auditWords(data.question);
  const sides = ['unargmaxable', 'argmaxable'] as const;
  const rows = rowFeatures(data).flatMap((feature) => sides.map((side) => ({ feature, side })));
  const column = (share: number) => ({
    header: share === 0.5 ? 'Median' : formatPercent(share, 0),
    numeric: true,
    cell: ({ feature, side }: { feature: RowFeature; side: (typeof sides)[number] }) =>
      formatNumber(percentile(feature[side], share)),
  });
  return {
    id: 'rows',
    title: 'Why these?',
    body: html`<p>A class whose row is short, or whose bias is low, lies inside the hull of the others more easily; there it can never win. Without biases, different rows of equal length cannot.</p>
${figure(chart)}
${table({
  caption: 'Lengths and biases',
  note: '5% of them lie below the first number, 5% above the last.',
  columns: [
    { header: 'Number', cell: ({ feature }) => feature.title },
    {
      header: data.question.noun,
      cell: ({ side }: { side: (typeof sides)[number] }) =>
        `those that ${side === 'argmaxable' ? can : never}`,
    },
    column(0.05),
    column(0.5),
    column(0.95),
  ],
  rows,
})}`,
  };
}
