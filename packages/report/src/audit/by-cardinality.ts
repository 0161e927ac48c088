import type { TopLevelSpec } from 'vega-lite';
import type { AuditReportData } from '../audit-report-data.js';
import type { ChartPlan } from '../charts/chart-plan.js';
import { frame } from '../charts/frame.js';
import { linearTicks } from '../charts/log-ticks.js';
import { numberAxis } from '../charts/number-axis.js';
import { shortenText } from '../charts/shorten-text.js';
import { formatCompact } from '../format/format-compact.js';
import { formatCount } from '../format/format-count.js';
import { formatPercent } from '../format/format-percent.js';
import { cleanText } from '../html/clean-text.js';
import { chartConfig, faintInk, panelSize } from '../theme/chart-theme.js';
import { statusMarks } from '../theme/status-marks.js';
import { auditWords } from './audit-words.js';

type Group = NonNullable<AuditReportData['byCardinality']>[number];

/** The share that can never be output, and how many were asked about, by the number of labels. Null with one number. */
export function byCardinality(data: AuditReportData): ChartPlan | null {
  const groups = (data.byCardinality ?? []).filter((group) => group.total > 0);
  if (groups.length < 2) return null;
  const { never } = auditWords(data.question);
  const failing = Math.max(
    ...groups.map(({ unargmaxable, undecided, total }) => (100 * (unargmaxable + undecided)) / total),
  );
  return {
    name: 'by-cardinality',
    title: 'By the number of labels',
    caption: `Of the ${data.question.noun} with so many labels: the share that ${never}, with the share that stayed undecided on top of it; and how many were asked about.`,
    alternative: groups
      .map(
        ({ cardinality, total, unargmaxable, undecided }) =>
          `${cardinality} labels: ${formatCount(total)} asked, ${formatPercent(unargmaxable / total)} unargmaxable, ${formatPercent(undecided / total)} undecided.`,
      )
      .join(' '),
    legend: [
      { label: never, color: statusMarks.unargmaxable },
      { label: 'undecided', color: statusMarks.undecided },
    ],
    layout: {
      kind: 'grid',
      rows: [
        {
          panels: [
            {
              heading: `Share that ${never}`,
              spec: spec(
                groups,
                [
                  {
                    color: statusMarks.unargmaxable.color,
                    value: ({ unargmaxable, total }) => (100 * unargmaxable) / total,
                  },
                  {
                    color: statusMarks.undecided.color,
                    value: ({ undecided, total }) => (100 * undecided) / total,
                  },
                ],
                {
                  title: 'Share',
                  top: Math.min(104, Math.max(failing * 1.08, 1)),
                  format: (tick) => `${tick}%`,
                },
              ),
            },
            {
              heading: 'Asked about',
              spec: spec(groups, [{ color: faintInk, value: ({ total }) => total }], {
                title: shortenText(cleanText(data.question.noun), 40),
                top: 1.08 * Math.max(...groups.map(({ total }) => total)),
                format: formatCompact,
              }),
            },
          ],
        },
      ],
    },
  };
}

function spec(
  groups: readonly Group[],
  parts: readonly { readonly color: string; readonly value: (group: Group) => number }[],
  vertical: { readonly title: string; readonly top: number; readonly format: (tick: number) => string },
): TopLevelSpec {
  const low = groups[0]!.cardinality;
  const high = groups.at(-1)!.cardinality;
  const values = groups.flatMap((group) => {
    let base = 0;
    return parts.map(({ color, value }) => {
      const from = base;
      base += value(group);
      return { left: group.cardinality - 0.42, right: group.cardinality + 0.42, from, to: base, color };
    });
  });
  const x = numberAxis({
    title: 'Labels in the set',
    domain: [low - 0.6, high + 0.6],
    ticks: linearTicks(low, high, 8).filter(Number.isInteger),
    format: String,
  });
  const y = numberAxis({
    title: vertical.title,
    domain: [0, vertical.top],
    ticks: linearTicks(0, vertical.top, 5),
    format: vertical.format,
    titleX: -46,
  });
  return {
    ...frame({ ...panelSize, height: 250 }, { left: 46, right: 16, top: 34, bottom: 48 }),
    config: chartConfig(12),
    data: { values: values.filter(({ from, to }) => to > from) },
    mark: { type: 'rect' },
    encoding: {
      x: { ...x, field: 'left' },
      x2: { field: 'right' },
      y: { ...y, field: 'from' },
      y2: { field: 'to' },
      color: { field: 'color', type: 'nominal', scale: null },
    },
  };
}
