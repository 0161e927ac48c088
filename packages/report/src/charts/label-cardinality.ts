import type { TopLevelSpec } from 'vega-lite';
import { formatCompact } from '../format/format-compact.js';
import { formatCount } from '../format/format-count.js';
import type { ReportSplit } from '../report-data.js';
import { cardinalityFacts } from '../summary/cardinality.js';
import type { Digest } from '../summary/digest.js';
import { chartConfig, faintInk, ink, panelSize } from '../theme/chart-theme.js';
import type { ChartPlan } from './chart-plan.js';
import { frame } from './frame.js';
import { haloText } from './halo-text.js';
import { linearTicks } from './log-ticks.js';
import { numberAxis } from './number-axis.js';

/** More bars than this are drawn as ranges of sizes. */
const mostBars = 34;

/**
 * How many labels the examples of each split have, with a mark at each k up to which a head promises every label set.
 * Null without histograms.
 */
export function labelCardinality(digest: Digest): ChartPlan | null {
  const splits = (digest.data.dataset.splits ?? []).filter((split) => cardinalityFacts(split) !== null);
  if (splits.length === 0) return null;
  const guarantees = [...new Set(digest.configurations.flatMap(({ head }) => head.k ?? []))].sort(
    (a, b) => a - b,
  );
  const largest = Math.max(...splits.map((split) => cardinalityFacts(split)!.max));
  const step = Math.ceil((largest + 1) / mostBars);
  const bars = splits.map((split) => barsOf(split, largest, step));
  const counts = bars.flatMap((own) => own.map((bar) => bar.count));
  const log = Math.max(...counts) / Math.min(...counts) > 40;
  const inView = guarantees.filter((k) => k <= largest);
  return {
    name: 'label-cardinality',
    title: 'Labels per example',
    caption: `How many examples have how many labels${step > 1 ? `, ${step} sizes to a bar` : ''}.${log ? ' The scale is logarithmic: without it the rare large sets would not show.' : ''}${
      guarantees.length === 0
        ? ''
        : inView.length > 0
          ? ` The upright line is k: up to there a head with that guarantee can output every set.`
          : ` The guarantee of the heads (k = ${guarantees.join(', ')}) covers every example: the largest set has ${formatCount(largest)} labels.`
    }`,
    alternative: `Labels per example. ${splits
      .map((split) => {
        const facts = cardinalityFacts(split)!;
        return `${split.name}: ${formatCount(facts.numExamples)} examples, mean ${facts.mean.toFixed(2)}, median ${facts.median}, most ${facts.max}.`;
      })
      .join(' ')}`,
    legend: [],
    layout: {
      kind: 'grid',
      rows: [
        {
          panels: splits.map((split, i) => ({
            heading: `${split.name} (${formatCount(split.numExamples)})`,
            spec: spec(bars[i]!, largest, log, Math.max(...counts), inView),
          })),
        },
      ],
    },
  };
}

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** One bar for each number of labels, or for `step` of them at a time; empty ones are left out. */
function barsOf(split: ReportSplit, largest: number, step: number): Bar[] {
  const bars: Bar[] = [];
  const air = 0.07 * step;
  for (let from = 0; from <= largest; from += step) {
    const count = split.cardinality!.slice(from, from + step).reduce((sum, one) => sum + one, 0);
    if (count > 0) bars.push({ from: from - 0.5 + air, to: from + step - 0.5 - air, count });
  }
  return bars;
}

function spec(
  bars: readonly Bar[],
  largest: number,
  log: boolean,
  highest: number,
  guarantees: readonly number[],
): TopLevelSpec {
  // A bar on a logarithmic axis has to start somewhere: half an example, so that one example is still a bar.
  const base = log ? 0.5 : 0;
  const top = log ? highest * 1.7 : highest * 1.08;
  const powers: number[] = [];
  for (let power = 1; power <= top; power *= 10) powers.push(power);
  const x = numberAxis({
    title: 'Labels of one example',
    domain: [-0.5, largest + 0.5],
    ticks: linearTicks(0, largest, 8).filter(Number.isInteger),
    format: String,
  });
  const y = numberAxis({
    title: log ? 'Examples (log scale)' : 'Examples',
    domain: [base, top],
    log,
    ticks: log ? powers : linearTicks(0, top, 5),
    format: formatCompact,
    titleX: -46,
  });
  const lines = guarantees.map((k) => ({ k: k + 0.5, label: `k=${k}`, top }));
  return {
    ...frame({ ...panelSize, height: 240 }, { left: 46, right: 16, top: 34, bottom: 48 }),
    config: chartConfig(12),
    layer: [
      {
        data: { values: bars.map((bar) => ({ ...bar, base })) },
        mark: { type: 'bar', color: faintInk, cornerRadiusEnd: 1.5 },
        encoding: {
          x: { ...x, field: 'from' },
          x2: { field: 'to' },
          y: { ...y, field: 'count' },
          y2: { field: 'base' },
        },
      },
      {
        data: { values: lines },
        mark: { type: 'rule', color: ink, strokeDash: [4, 3] },
        encoding: { x: { ...x, field: 'k' } },
      },
      ...(['left', 'right'] as const).flatMap((align) =>
        haloText({ fontSize: 12, baseline: 'middle' }).map((mark) => ({
          data: { values: lines.filter((one) => (one.k < 0.85 * largest ? 'left' : 'right') === align) },
          mark: { ...mark, align, dx: align === 'left' ? 5 : -5, dy: 8 },
          encoding: { x: { ...x, field: 'k' }, y: { ...y, field: 'top' }, text: { field: 'label' } },
        })),
      ),
    ],
  };
}
