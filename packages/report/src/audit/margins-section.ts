import type { AuditReportData } from '../audit-report-data.js';
import type { DrawnChart } from '../charts/draw-chart.js';
import { formatCount } from '../format/format-count.js';
import { formatNumber } from '../format/format-number.js';
import { figure } from '../html/figure.js';
import { html } from '../html/html.js';
import { table } from '../html/table.js';
import type { Section } from '../sections/section.js';
import { gatherMargins } from '../summary/margins.js';

/** How much room there is around what can be output. Null without margins. */
export function marginsSection(data: AuditReportData, charts: readonly DrawnChart[]): Section | null {
  const margins = gatherMargins([data.margins]);
  const chart = charts.find(({ plan }) => plan.name === 'margins');
  if (margins === null || chart === undefined) return null;
  return {
    id: 'margins',
    title: 'How close is it for the others?',
    body: html`${figure(chart)}
${table({
  caption: 'Margins',
  columns: [
    { header: 'Of', cell: ([name]) => name },
    { header: 'Margin', numeric: true, cell: ([, power]) => formatNumber(10 ** power) },
  ],
  rows: [
    ['5% are below', margins.quantiles[0]],
    [`median of ${formatCount(margins.count)}`, margins.quantiles[1]],
    ['5% are above', margins.quantiles[2]],
  ] satisfies [string, number][],
})}`,
  };
}
