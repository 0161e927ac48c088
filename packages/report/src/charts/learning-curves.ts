import type { TopLevelSpec } from 'vega-lite';
import { formatNumber } from '../format/format-number.js';
import type { ReportEpoch } from '../report-data.js';
import type { Digest, Series } from '../summary/digest.js';
import { type CurvePoint, learningCurve } from '../summary/learning-curve.js';
import { validMetric } from '../summary/valid-metric.js';
import { chartConfig, ink, panelSize } from '../theme/chart-theme.js';
import type { ChartPlan, PanelRow } from './chart-plan.js';
import { frame } from './frame.js';
import { linearTicks, logTicks } from './log-ticks.js';
import { numberAxis } from './number-axis.js';
import { spreadApart } from './spread-apart.js';

/** One number of the history that gets a row of panels. */
interface Quantity {
  readonly heading: string;
  readonly axisTitle: string;
  readonly percent: boolean;
  readonly read: (line: ReportEpoch) => number | null | undefined;
  readonly plotted: (value: number) => number;
  readonly better: (a: number, b: number) => boolean;
}

/** A quantity with the curves of all series on one y axis. */
interface Curves {
  readonly quantity: Quantity;
  readonly series: readonly { series: Series; curves: readonly Curve[] }[];
  readonly yDomain: readonly [number, number];
  readonly log: boolean;
  readonly lastEpoch: number;
}

interface Curve {
  readonly label: string;
  /** 0 for the narrowest configuration of the series, 1 for the widest. */
  readonly rank: number;
  readonly points: readonly CurvePoint[];
}

/**
 * Validation metric and training loss against the epoch: a panel per series with a line per width (wider is stronger),
 * the mean over seeds. Null without history.
 */
export function learningCurves(digest: Digest): ChartPlan | null {
  const all = quantities(digest).flatMap((quantity) => curvesOf(digest, quantity) ?? []);
  if (all.length === 0) return null;
  const shown = new Set(all.flatMap((one) => one.series.map(({ series }) => series.name)));
  const several = digest.configurations.some(
    (one) => one.runs.filter((run) => (run.history ?? []).length > 0).length > 1,
  );
  const rows: PanelRow[] = all.map((one) => ({
    heading: one.quantity.heading,
    panels: one.series.map(({ series, curves }) => ({
      heading: series.name,
      spec: spec(one, series, curves),
    })),
  }));
  return {
    name: 'learning-curves',
    title: 'Learning curves',
    caption: `One panel per kind of head, one line per width; wider layers have stronger lines.${
      several ? ' Lines are means over the seeds that were still training at that epoch.' : ''
    } The dot marks the best value. All panels of a row share their axes.`,
    alternative: `Learning curves. ${all
      .map(
        (one) =>
          `${one.quantity.heading}: ${one.series
            .flatMap(({ series, curves }) =>
              curves.map((curve) => {
                const first = curve.points[0]!;
                const last = curve.points.at(-1)!;
                return `${series.name} ${curve.label} from ${display(one.quantity, first.mean)} at epoch ${first.epoch} to ${display(one.quantity, last.mean)} at epoch ${last.epoch}`;
              }),
            )
            .join('; ')}.`,
      )
      .join(' ')}`,
    legend: digest.series
      .filter((one) => shown.has(one.name))
      .map((one) => ({ label: one.name, color: one.color })),
    layout: { kind: 'grid', rows },
  };
}

function quantities(digest: Digest): Quantity[] {
  const metric = validMetric(digest);
  const loss: Quantity = {
    heading: 'Training loss',
    axisTitle: 'Loss',
    percent: false,
    read: (line) => line.trainLoss,
    plotted: (value) => value,
    better: (a, b) => a < b,
  };
  if (metric === null) return [loss];
  const { label, scale, read, better } = metric;
  return [
    {
      heading: `${label} on the validation split`,
      axisTitle: label,
      percent: scale.percent,
      read,
      plotted: scale.plotted,
      better,
    },
    loss,
  ];
}

function curvesOf(digest: Digest, quantity: Quantity): Curves | null {
  const series = digest.series.flatMap((one) => {
    const curves = one.configurations.flatMap((configuration, i): Curve[] => {
      const points = learningCurve(configuration, quantity.read);
      const rank = one.configurations.length < 2 ? 1 : i / (one.configurations.length - 1);
      return points.length === 0 ? [] : [{ label: configuration.shortLabel, rank, points }];
    });
    return curves.length === 0 ? [] : [{ series: one, curves }];
  });
  if (series.length === 0) return null;
  const values = series.flatMap(({ curves }) =>
    curves.flatMap((curve) => curve.points.map((point) => quantity.plotted(point.mean))),
  );
  const low = Math.min(...values);
  const high = Math.max(...values);
  const log = !quantity.percent && low > 0 && high / low > 8;
  const lastEpoch = Math.max(
    ...series.flatMap(({ curves }) => curves.map((curve) => curve.points.at(-1)!.epoch)),
  );
  return { quantity, series, log, lastEpoch, yDomain: domain(low, high, log) };
}

function domain(low: number, high: number, log: boolean): [number, number] {
  if (log) return [low / 1.15, high * 1.1];
  const air = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
  return [low >= 0 ? Math.max(0, low - air) : low - air, high + air];
}

function spec(all: Curves, series: Series, curves: readonly Curve[]): TopLevelSpec {
  const { quantity, yDomain, log, lastEpoch } = all;
  const box = frame(panelSize, { left: 46, right: 50, top: 34, bottom: 48 });
  const plotHeight = box.height;
  const toPixel = (value: number): number => {
    const [low, high] = log ? [Math.log(yDomain[0]), Math.log(yDomain[1])] : yDomain;
    return plotHeight * (1 - ((log ? Math.log(value) : value) - low) / (high - low));
  };
  const fromPixel = (pixel: number): number => {
    const [low, high] = log ? [Math.log(yDomain[0]), Math.log(yDomain[1])] : yDomain;
    const value = low + (1 - pixel / plotHeight) * (high - low);
    return log ? Math.exp(value) : value;
  };
  const strength = (rank: number): number => 0.4 + 0.6 * rank;
  const lines = curves.flatMap((curve, i) =>
    curve.points.map((point) => ({
      x: point.epoch,
      y: quantity.plotted(point.mean),
      curve: String(i),
      strength: strength(curve.rank),
    })),
  );
  const best = curves.map((curve) => {
    const point = curve.points.reduce((a, b) => (quantity.better(b.mean, a.mean) ? b : a));
    return { x: point.epoch, y: quantity.plotted(point.mean), strength: strength(curve.rank) };
  });
  const ends = curves.map((curve) => curve.points.at(-1)!);
  const places = spreadApart(
    ends.map((point) => toPixel(quantity.plotted(point.mean))),
    14,
    4,
    plotHeight - 2,
  );
  const labels = curves.map((curve, i) => ({
    x: lastEpoch,
    y: fromPixel(places[i]!),
    label: curve.label,
  }));
  const firstEpoch = Math.min(
    ...all.series.flatMap((one) => one.curves.map((curve) => curve.points[0]!.epoch)),
  );
  const x = {
    field: 'x',
    ...numberAxis({
      title: 'Epoch',
      domain: [Math.min(firstEpoch, lastEpoch - 0.5), lastEpoch],
      ticks: linearTicks(firstEpoch, lastEpoch, 6).filter(
        (tick) => lastEpoch - firstEpoch < 2 || Number.isInteger(tick),
      ),
      format: String,
    }),
  };
  const y = {
    field: 'y',
    ...numberAxis({
      title: log ? `${quantity.axisTitle} (log scale)` : quantity.axisTitle,
      domain: yDomain,
      log,
      ticks: log ? logTicks(yDomain[0], yDomain[1], 5) : linearTicks(yDomain[0], yDomain[1], 5),
      format: (tick) => `${Number(tick.toPrecision(4))}${quantity.percent ? '%' : ''}`,
      titleX: -46,
    }),
  };
  const opacity = { field: 'strength', type: 'quantitative' as const, scale: null };
  return {
    ...box,
    config: chartConfig(12),
    layer: [
      {
        data: { values: lines },
        mark: { type: 'line', strokeWidth: 2, color: series.color.color, strokeJoin: 'round' },
        encoding: { x, y, detail: { field: 'curve' }, opacity },
      },
      {
        data: { values: best },
        mark: { type: 'point', filled: true, size: 34, color: series.color.color },
        encoding: { x, y, opacity },
      },
      {
        data: { values: labels },
        mark: { type: 'text', align: 'left', dx: 8, color: ink, fontSize: 11 },
        encoding: { x, y, text: { field: 'label' } },
      },
    ],
  };
}

function display(quantity: Quantity, value: number): string {
  return quantity.percent ? `${quantity.plotted(value).toFixed(1)}%` : formatNumber(value);
}
