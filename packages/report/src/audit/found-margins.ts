import type { TopLevelSpec } from 'vega-lite';
import type { AuditReportData } from '../audit-report-data.js';
import type { ChartPlan } from '../charts/chart-plan.js';
import { frame } from '../charts/frame.js';
import { linearTicks } from '../charts/log-ticks.js';
import { marginEdges, powerOfTen, powerTicks } from '../charts/margin-axis.js';
import { numberAxis } from '../charts/number-axis.js';
import { shortenText } from '../charts/shorten-text.js';
import { formatCompact } from '../format/format-compact.js';
import { formatCount } from '../format/format-count.js';
import { formatNumber } from '../format/format-number.js';
import { cleanText } from '../html/clean-text.js';
import { binMargins, type GatheredMargins, gatherMargins } from '../summary/margins.js';
import { chartConfig, type DrawingSize, drawingSizes, ink, surface } from '../theme/chart-theme.js';
import { statusMarks } from '../theme/status-marks.js';
import { auditWords } from './audit-words.js';

/** A histogram of the margins of what can be output, with its median. Null without margins. */
export function foundMargins(data: AuditReportData): ChartPlan | null {
  const margins = gatherMargins([data.margins]);
  if (margins === null) return null;
  // It becomes a text of the chart, where markup would be harmless and a control character would not.
  const noun = shortenText(cleanText(data.question.noun), 40);
  const [low, median, high] = margins.quantiles.map((power) => formatNumber(10 ** power));
  return {
    name: 'margins',
    title: `Margins of the ${noun} that ${auditWords(data.question).can}`,
    caption: `A margin says how much room an input has: 1 is the most there can be, and every step to the left is harder to hit. The upright line is the median. ${
      data.marginsAreBest === false
        ? 'These are the margins of the inputs that were found, not the largest there are.'
        : 'These are the largest margins there are.'
    }`,
    alternative: `Distribution of the margins of ${formatCount(margins.count)} ${noun}: median ${median}, 90% between ${low} and ${high}.`,
    legend: [],
    layout: {
      kind: 'single',
      sizes: drawingSizes.map((size) => ({ size, spec: spec(margins, noun, size) })),
    },
  };
}

function spec(margins: GatheredMargins, noun: string, size: DrawingSize): TopLevelSpec {
  const { fontSize, width, name } = size;
  const edges = marginEdges([margins.range], name === 'wide' ? 72 : 40);
  const counts = binMargins(margins, edges);
  const top = Math.max(...counts) * 1.08;
  const domain: [number, number] = [edges[0]!, edges.at(-1)!];
  const air = 0.06 * (edges[1]! - edges[0]!);
  const x = numberAxis({
    title: 'Margin (log scale)',
    domain,
    ticks: powerTicks(domain, name === 'wide' ? 9 : 6),
    format: powerOfTen,
  });
  const y = numberAxis({
    title: noun.charAt(0).toUpperCase() + noun.slice(1),
    domain: [0, top],
    ticks: linearTicks(0, top, 5).filter(Number.isInteger),
    format: formatCompact,
    titleX: -46,
  });
  const bars = counts.flatMap((count, bin) =>
    count > 0 ? [{ from: edges[bin]! + air, to: edges[bin + 1]! - air, count, zero: 0 }] : [],
  );
  const line = {
    data: { values: [{ median: margins.quantiles[1] }] },
    encoding: { x: { ...x, field: 'median' } },
  };
  return {
    ...frame({ width, height: name === 'narrow' ? 270 : 300 }, { left: 46, right: 16, top: 34, bottom: 48 }),
    config: chartConfig(fontSize),
    layer: [
      {
        data: { values: bars },
        mark: { type: 'bar', color: statusMarks.argmaxable.color, cornerRadiusEnd: 1.5 },
        encoding: {
          x: { ...x, field: 'from' },
          x2: { field: 'to' },
          y: { ...y, field: 'zero' },
          y2: { field: 'count' },
        },
      },
      { ...line, mark: { type: 'rule', strokeWidth: 4, color: surface } },
      { ...line, mark: { type: 'rule', strokeWidth: 2, color: ink } },
    ],
  };
}
