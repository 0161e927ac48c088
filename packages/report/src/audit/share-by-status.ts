import type { TopLevelSpec } from 'vega-lite';
import type { AuditReportData } from '../audit-report-data.js';
import type { ChartPlan } from '../charts/chart-plan.js';
import { frame } from '../charts/frame.js';
import { numberAxis } from '../charts/number-axis.js';
import { formatCount } from '../format/format-count.js';
import { formatPercent } from '../format/format-percent.js';
import { chartConfig, type DrawingSize, drawingSizes, ink, softInk } from '../theme/chart-theme.js';
import { statusMarks } from '../theme/status-marks.js';
import { auditWords, summariseAudit } from './audit-words.js';

/** One bar for each verdict: its share of all that was asked about; with a sample, the interval of the share. */
export function shareByStatus(data: AuditReportData): ChartPlan | null {
  if (data.verdicts.total === 0) return null;
  const { sample } = data;
  return {
    name: 'share-by-status',
    title: 'How many can, how many never',
    caption: `Asked about: ${data.question.asked}.${sample === undefined ? '' : ` The thin bar is the ${formatPercent(sample.confidence, 0)} confidence interval for all ${sample.population}.`}`,
    alternative: `Shares of the verdicts. ${summariseAudit(data)}.`,
    legend: [],
    layout: { kind: 'single', sizes: drawingSizes.map((size) => ({ size, spec: spec(data, size) })) },
  };
}

function spec(
  { verdicts, question, sample }: AuditReportData,
  { name, width, fontSize }: DrawingSize,
): TopLevelSpec {
  const { can, never } = auditWords(question);
  const bars = (
    [
      ['argmaxable', can],
      ['unargmaxable', never],
      ['undecided', 'undecided'],
    ] as const
  ).map(([status, words], row) => ({
    row,
    words,
    share: (100 * verdicts[status]) / verdicts.total,
    low: status === 'unargmaxable' && sample !== undefined ? 100 * sample.low : null,
    high: status === 'unargmaxable' && sample !== undefined ? 100 * sample.high : null,
    end: Math.max(
      (100 * verdicts[status]) / verdicts.total,
      status === 'unargmaxable' && sample !== undefined ? 100 * sample.high : 0,
    ),
    color: statusMarks[status].color,
    label: `${formatCount(verdicts[status])}  (${formatPercent(verdicts[status] / verdicts.total)})`,
  }));
  const narrow = name === 'narrow';
  const rows = {
    type: 'quantitative' as const,
    scale: { domain: [narrow ? 2.55 : 2.5, narrow ? -0.85 : -0.5], nice: false, zero: false },
    axis: null,
  };
  const thick = narrow ? 0.2 : 0.3;
  const values = bars.map((bar) => ({ ...bar, from: bar.row - thick, to: bar.row + thick, zero: 0 }));
  const horizontal = numberAxis({
    title: 'Share',
    domain: [0, 100],
    ticks: narrow ? [0, 50, 100] : [0, 20, 40, 60, 80, 100],
    format: (tick) => `${tick}%`,
  });
  const x = { field: 'share', ...horizontal, axis: { ...horizontal.axis, grid: true, domain: false } };
  const color = { field: 'color', type: 'nominal' as const, scale: null };
  return {
    ...frame(
      { width, height: narrow ? 240 : 190 },
      narrow
        ? { left: 8, right: 18, top: 4, bottom: 46 }
        : { left: name === 'wide' ? 190 : 170, right: name === 'wide' ? 150 : 140, top: 4, bottom: 46 },
    ),
    config: chartConfig(fontSize),
    data: { values },
    layer: [
      {
        mark: { type: 'rect' },
        encoding: {
          x: { ...x, field: 'zero' },
          x2: { field: 'share' },
          y: { field: 'from', ...rows },
          y2: { field: 'to' },
          color,
        },
      },
      {
        transform: [{ filter: 'datum.low !== null' }],
        mark: { type: 'rule', strokeWidth: 2, color: ink },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y: { field: 'row', ...rows } },
      },
      {
        mark: narrow
          ? { type: 'text', align: 'left', baseline: 'bottom', x: 0, dy: -16, color: ink, fontSize }
          : { type: 'text', align: 'right', baseline: 'middle', x: -14, color: ink, fontSize },
        encoding: { y: { field: 'row', ...rows }, text: { field: 'words' } },
      },
      {
        mark: narrow
          ? {
              type: 'text',
              align: 'right',
              baseline: 'bottom',
              x: 'width',
              dy: -16,
              color: softInk,
              fontSize,
            }
          : { type: 'text', align: 'left', baseline: 'middle', dx: 8, color: softInk, fontSize },
        encoding: narrow
          ? { y: { field: 'row', ...rows }, text: { field: 'label' } }
          : { x: { ...x, field: 'end' }, y: { field: 'row', ...rows }, text: { field: 'label' } },
      },
    ],
  };
}
