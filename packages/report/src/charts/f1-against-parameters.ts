import type { TopLevelSpec } from 'vega-lite';
import { formatCompact } from '../format/format-compact.js';
import { formatCount } from '../format/format-count.js';
import type { Digest, Metric } from '../summary/digest.js';
import { chartConfig, type DrawingSize, drawingSizes, surface } from '../theme/chart-theme.js';
import type { ChartPlan } from './chart-plan.js';
import { frame } from './frame.js';
import { haloText } from './halo-text.js';
import { linearTicks, logTicks } from './log-ticks.js';
import { numberAxis } from './number-axis.js';
import { placeLabels } from './place-labels.js';

/**
 * The foreground metric on the test split against trainable parameters: a small point per seed, a bar from the lowest to
 * the highest seed, the mean with its series' symbol, a line through the means. Null with fewer than two
 * configurations: one point is no chart.
 */
export function f1AgainstParameters(digest: Digest): ChartPlan | null {
  const { metric } = digest;
  if (metric === null) return null;
  const series = digest.series.filter((one) =>
    one.configurations.some((each) => each.test(metric.key) !== null),
  );
  if (digest.configurations.filter((one) => one.test(metric.key) !== null).length < 2) return null;
  const numSeeds = Math.max(...digest.configurations.map((one) => one.test(metric.key)?.values.length ?? 0));
  return {
    name: 'f1-against-parameters',
    title: `${metric.label} against trainable parameters`,
    caption: `Up and to the left is better: a higher ${metric.label} on the test split with fewer parameters in the head. ${
      numSeeds > 1
        ? 'Large symbols are means, the small dots on them single seeds; the bar behind reaches from the lowest to the highest seed.'
        : 'One seed each: there is no spread to show.'
    } d is the width of a layer, s its number of learned slack columns.`,
    alternative: `${metric.label} on the test split against trainable parameters. ${series
      .map(
        (one) =>
          `${one.name}: ${one.configurations
            .map((each) => ({ each, value: each.test(metric.key) }))
            .filter(({ value }) => value !== null)
            .map(
              ({ each, value }) =>
                `${each.shortLabel}, ${formatCount(each.head.numParams)} parameters, ${metric.scale.format(value!.mean)}`,
            )
            .join('; ')}.`,
      )
      .join(' ')}`,
    legend: series.map((one) => ({ label: one.name, color: one.color })),
    layout: {
      kind: 'single',
      sizes: drawingSizes.map((size) => ({ size, spec: spec(digest, metric, size) })),
    },
  };
}

/** The mean of one configuration, as the chart plots it. */
interface Mean {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
  readonly color: string;
  readonly shape: string;
  readonly series: string;
  readonly label: string;
}

function spec(digest: Digest, metric: Metric, size: DrawingSize): TopLevelSpec {
  const { fontSize } = size;
  const wide = size.name !== 'narrow';
  const box = frame(size, { left: 50, right: 20, top: 34, bottom: 48 });
  const points: Record<string, unknown>[] = [];
  const means: Mean[] = [];
  for (const [place, series] of digest.series.entries()) {
    for (const configuration of series.configurations) {
      const value = configuration.test(metric.key);
      if (value === null) continue;
      const shared = { x: configuration.head.numParams, color: series.color.color, series: String(place) };
      if (value.values.length > 1)
        for (const one of value.values) points.push({ ...shared, y: metric.scale.plotted(one) });
      means.push({
        ...shared,
        y: metric.scale.plotted(value.mean),
        low: metric.scale.plotted(value.min),
        high: metric.scale.plotted(value.max),
        shape: series.color.shape,
        label: configuration.shortLabel,
      });
    }
  }
  const xs = means.map((one) => one.x);
  const ys = means.flatMap((one) => [one.low, one.high]);
  const few = Math.max(...xs) === Math.min(...xs);
  const xDomain: [number, number] = [Math.min(...xs) / (few ? 2 : 1.25), Math.max(...xs) * (few ? 2 : 1.25)];
  const yDomain = paddedDomain(Math.min(...ys), Math.max(...ys), metric.scale.percent);
  const x = {
    field: 'x',
    ...numberAxis({
      title: 'Trainable parameters of the head (log scale)',
      domain: xDomain,
      log: true,
      ticks: logTicks(xDomain[0], xDomain[1], wide ? 10 : 5),
      format: formatCompact,
    }),
  };
  const vertical = numberAxis({
    title: `${metric.label} on the test split`,
    domain: yDomain,
    ticks: linearTicks(yDomain[0], yDomain[1], 6),
    format: (tick) => `${tick}${metric.scale.percent ? '%' : ''}`,
    titleX: -50,
  });
  const y = { field: 'y', ...vertical };
  const color = { field: 'color', type: 'nominal' as const, scale: null };
  const pixels = means.map((one) => ({
    x: (box.width * Math.log(one.x / xDomain[0])) / Math.log(xDomain[1] / xDomain[0]),
    y: (box.height * (yDomain[1] - one.y)) / (yDomain[1] - yDomain[0]),
    label: one.label,
  }));
  const places = placeLabels(pixels, {
    ...box,
    fontSize,
    distance: wide ? 19 : 17,
    segments: means.flatMap((one, i) =>
      one.series === means[i + 1]?.series ? [[pixels[i]!, pixels[i + 1]!] as const] : [],
    ),
  });
  const labels = places.flatMap((place, i) => (place === null ? [] : [{ ...place, label: means[i]!.label }]));
  return {
    ...box,
    config: chartConfig(fontSize),
    data: { values: means },
    layer: [
      {
        mark: { type: 'line', strokeWidth: 2, opacity: 0.8 },
        encoding: { x, y, color, detail: { field: 'series' } },
      },
      {
        mark: { type: 'rule', strokeWidth: wide ? 9 : 7, opacity: 0.28, strokeCap: 'round' },
        encoding: { x, y: { ...vertical, field: 'low' }, y2: { field: 'high' }, color },
      },
      {
        mark: {
          type: 'point',
          filled: true,
          size: wide ? 150 : 110,
          opacity: 1,
          stroke: surface,
          strokeWidth: 1.5,
        },
        encoding: { x, y, color, shape: { field: 'shape', type: 'nominal', scale: null } },
      },
      {
        data: { values: points },
        mark: {
          type: 'point',
          filled: true,
          color: surface,
          size: wide ? 18 : 14,
          opacity: 1,
          strokeWidth: 1,
        },
        encoding: { x, y, stroke: color },
      },
      ...haloText({ fontSize, baseline: 'middle' }).map((mark) => ({
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

/** A little air above and below; never below 0, or above 100 where values are percentages. */
function paddedDomain(low: number, high: number, percent: boolean): [number, number] {
  const air = (high - low) * 0.14 || Math.abs(high) * 0.1 || 1;
  const bottom = low >= 0 ? Math.max(0, low - air) : low - air;
  return [bottom, percent ? Math.min(100, high + air) : high + air];
}
