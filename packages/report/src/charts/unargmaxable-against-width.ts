import type { TopLevelSpec } from 'vega-lite';
import { formatCount } from '../format/format-count.js';
import { formatPercent } from '../format/format-percent.js';
import { askedWords } from '../summary/asked-words.js';
import type { Configuration } from '../summary/configuration.js';
import type { Digest } from '../summary/digest.js';
import { type Spread, spread } from '../summary/spread.js';
import { chartConfig, panelSize, surface } from '../theme/chart-theme.js';
import type { ChartPlan } from './chart-plan.js';
import { frame } from './frame.js';
import { haloText } from './halo-text.js';
import { linearTicks } from './log-ticks.js';
import { numberAxis } from './number-axis.js';
import { type Place, placeLabels } from './place-labels.js';

/** What can happen to a label set besides being argmaxable. */
type Failing = 'unargmaxable' | 'undecided';

/**
 * Share of the test label sets that each head can never output, and, in a panel of its own with the same y axis, the
 * share that stayed undecided; both against the width of the layer. Null where fewer than two configurations
 * were checked.
 */
export function unargmaxableAgainstWidth(digest: Digest): ChartPlan | null {
  const series = digest.series.filter((one) =>
    one.configurations.some((each) => shareOf(each, 'unargmaxable') !== null),
  );
  const checked = digest.configurations.filter((one) => shareOf(one, 'unargmaxable') !== null);
  if (checked.length < 2) return null;
  const asked = askedWords(digest.data);
  const describe = (status: Failing): string =>
    series
      .map(
        (one) =>
          `${one.name}: ${one.configurations
            .map((each) => ({ each, share: shareOf(each, status) }))
            .filter(({ share }) => share !== null)
            .map(
              ({ each, share }) => `width ${formatCount(each.head.columns)}, ${formatPercent(share!.mean)}`,
            )
            .join('; ')}.`,
      )
      .join(' ');
  return {
    name: 'unargmaxable-against-width',
    title: `${asked.many.charAt(0).toUpperCase()}${asked.many.slice(1)} that cannot be output`,
    caption: `Share of the ${asked.manyOfSplit}, against the width of the layer (columns of its output matrix). Unargmaxable: it is proved that no input whatsoever gives exactly this output. Undecided: neither a witness nor a proof was found; never counted as unargmaxable. Both panels have the same scale.`,
    alternative: `Share of ${asked.manyOfTest} that cannot be output, against width. Unargmaxable: ${describe('unargmaxable')} Undecided: ${describe('undecided')}`,
    legend: series.map((one) => ({ label: one.name, color: one.color })),
    layout: {
      kind: 'grid',
      rows: [
        {
          panels: [
            { heading: 'Unargmaxable (proved)', spec: spec(digest, 'unargmaxable') },
            { heading: 'Undecided', spec: spec(digest, 'undecided') },
          ],
        },
      ],
    },
  };
}

/** Share of the label sets of a configuration with this verdict, over its seeds; null where nothing was checked. */
export function shareOf(configuration: Configuration, status: Failing | 'argmaxable'): Spread | null {
  return spread(
    configuration.runs.map(({ detection }) =>
      detection === undefined || detection.total === 0 ? null : detection[status] / detection.total,
    ),
  );
}

function spec(digest: Digest, status: Failing): TopLevelSpec {
  const values: {
    x: number;
    y: number;
    low: number;
    high: number;
    color: string;
    shape: string;
    series: string;
  }[] = [];
  let highest = 0;
  for (const [place, series] of digest.series.entries()) {
    for (const configuration of series.configurations) {
      for (const each of ['unargmaxable', 'undecided'] as const) {
        highest = Math.max(highest, (shareOf(configuration, each)?.max ?? 0) * 100);
      }
      const share = shareOf(configuration, status);
      if (share === null) continue;
      values.push({
        x: configuration.head.columns,
        y: share.mean * 100,
        low: share.min * 100,
        high: share.max * 100,
        color: series.color.color,
        shape: series.color.shape,
        series: String(place),
      });
    }
  }
  const widths = [...new Set(values.map((one) => one.x))].sort((a, b) => a - b);
  const box = frame({ ...panelSize, height: 300 }, { left: 46, right: 20, top: 34, bottom: 48 });
  const low = widths[0]! / 1.2;
  const high = widths.at(-1)! * 1.2;
  const top = Math.min(104, Math.max(highest * 1.18, 1));
  const bottom = -top * 0.03;
  const toPixels = (point: { x: number; y: number }): Place => ({
    x: (box.width * Math.log(point.x / low)) / Math.log(high / low),
    y: (box.height * (top - point.y)) / (top - bottom),
  });
  // The highest shares choose their places first; filtering a copy keeps the order along the lines for the segments.
  const pixels = values
    .filter((one) => one.y > 0)
    .sort((a, b) => b.y - a.y)
    .map((one) => ({ ...toPixels(one), label: formatPercent(one.y / 100) }));
  const places = placeLabels(pixels, {
    ...box,
    fontSize: 12,
    distance: 17,
    segments: values.flatMap((one, i) =>
      one.series === values[i + 1]?.series ? [[toPixels(one), toPixels(values[i + 1]!)] as const] : [],
    ),
    strict: true,
  });
  const labels = places.flatMap((place, i) =>
    place === null ? [] : [{ ...place, label: pixels[i]!.label }],
  );
  const x = {
    field: 'x',
    ...numberAxis({
      title: 'Width: columns of the output matrix (log scale)',
      domain: [low, high],
      log: true,
      ticks: widthTicks(digest, low, high),
      format: String,
    }),
  };
  const vertical = numberAxis({
    title: `Share of ${askedWords(digest.data).many}`,
    // A little room below 0, so that a symbol on the line is whole.
    domain: [bottom, top],
    ticks: linearTicks(0, top, 5),
    format: (tick) => `${tick}%`,
    titleX: -46,
  });
  const y = { field: 'y', ...vertical };
  const color = { field: 'color', type: 'nominal' as const, scale: null };
  return {
    ...box,
    config: chartConfig(12),
    data: { values },
    layer: [
      {
        mark: { type: 'line', strokeWidth: 2, opacity: 0.8 },
        encoding: { x, y, color, detail: { field: 'series' } },
      },
      {
        mark: { type: 'rule', strokeWidth: 7, opacity: 0.28, strokeCap: 'round' },
        encoding: { x, y: { ...vertical, field: 'low' }, y2: { field: 'high' }, color },
      },
      {
        mark: { type: 'point', filled: true, size: 80, opacity: 1, stroke: surface, strokeWidth: 1.5 },
        encoding: { x, y, color, shape: { field: 'shape', type: 'nominal', scale: null } },
      },
      ...haloText({ fontSize: 12, baseline: 'middle' }).map((mark) => ({
        data: { values: labels },
        mark,
        encoding: {
          x: { field: 'x', type: 'quantitative' as const, scale: null },
          y: { field: 'y', type: 'quantitative' as const, scale: null },
          text: { field: 'label' },
        },
      })),
    ],
  };
}

/** The widths themselves as ticks, those of the longest series first, without those that would touch another. */
function widthTicks(digest: Digest, low: number, high: number): number[] {
  const ticks: number[] = [];
  const longestFirst = [...digest.series].sort((a, b) => b.configurations.length - a.configurations.length);
  for (const { head } of longestFirst.flatMap((series) => series.configurations)) {
    const touches = ticks.some(
      (tick) => Math.abs(Math.log(head.columns / tick)) < 0.085 * Math.log(high / low),
    );
    if (!touches) ticks.push(head.columns);
  }
  return ticks.sort((a, b) => a - b);
}
