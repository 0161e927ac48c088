import type { TopLevelSpec } from 'vega-lite';
import { formatCount } from '../format/format-count.js';
import { formatNumber } from '../format/format-number.js';
import { askedWords } from '../summary/asked-words.js';
import type { Digest } from '../summary/digest.js';
import { binMargins, collectMargins, type Margins } from '../summary/margins.js';
import {
  chartConfig,
  type DrawingSize,
  drawingSizes,
  faintInk,
  ink,
  line,
  softInk,
  surface,
} from '../theme/chart-theme.js';
import type { ChartPlan } from './chart-plan.js';
import { frame } from './frame.js';
import { marginEdges, powerOfTen, powerTicks } from './margin-axis.js';
import { numberAxis } from './number-axis.js';
import { shortenText } from './shorten-text.js';

/**
 * One ridge per configuration: how the log10 margins of its argmaxable label sets spread, with a tick at the median;
 * beside it how many sets are unargmaxable or undecided and so have no margin. Null without margins.
 */
export function marginDistributions(digest: Digest): ChartPlan | null {
  const rows = collectMargins(digest.configurations);
  if (rows.length === 0) return null;
  const { many } = askedWords(digest.data);
  const names = new Set(rows.map((row) => row.configuration.seriesName));
  return {
    name: 'margin-distributions',
    title: `Margins of the ${many} that can be output`,
    caption:
      'A margin says how much room an input has that outputs exactly this set: 1 is the most there can be, and every step to the left is harder to hit. All seeds together; the heights of one row add up to all its sets; the upright tick is the median. Sets without a margin, unargmaxable or undecided, are counted beside.',
    alternative: `Distribution of the margins of argmaxable ${many}. ${rows
      .map(
        (row) =>
          `${row.configuration.label}: median ${formatNumber(10 ** row.quantiles[1])}, 90% between ${formatNumber(10 ** row.quantiles[0])} and ${formatNumber(10 ** row.quantiles[2])}, ${formatCount(row.unargmaxable)} unargmaxable, ${formatCount(row.undecided)} undecided.`,
      )
      .join(' ')}`,
    legend: digest.series
      .filter((one) => names.has(one.name))
      .map((one) => ({ label: one.name, color: one.color })),
    layout: { kind: 'single', sizes: drawingSizes.map((size) => ({ size, spec: spec(rows, size) })) },
  };
}

function spec(rows: readonly Margins[], size: DrawingSize): TopLevelSpec {
  const { fontSize } = size;
  const wide = size.name !== 'narrow';
  const edges = marginEdges(
    rows.map((row) => row.range),
    size.name === 'wide' ? 72 : 48,
  );
  const area: Record<string, unknown>[] = [];
  const medians: Record<string, unknown>[] = [];
  const labels: Record<string, unknown>[] = [];
  const histograms = rows.map((row) => binMargins(row, edges).map((count) => count / row.count));
  const tallest = Math.max(...histograms.flat());
  for (const [place, row] of rows.entries()) {
    const histogram = histograms[place]!;
    const color = row.configuration.color.color;
    const heightAt = (bin: number): number => ((wide ? 0.82 : 0.52) * (histogram[bin] ?? 0)) / tallest;
    // One point where each bin starts, and one back on the base line where the last one ends.
    for (const [bin, edge] of edges.entries()) {
      area.push({ row: place, x: edge, base: place, y: place - heightAt(bin), color });
    }
    const median = row.quantiles[1];
    const bin = Math.min(histogram.length - 1, Math.max(0, edges.findIndex((edge) => edge > median) - 1));
    medians.push({
      x: median,
      base: place + 0.05,
      y: place - Math.max(wide ? 0.2 : 0.15, heightAt(bin) + 0.05),
      color,
    });
    labels.push({
      base: place,
      label: shortenText(row.configuration.label, size.name === 'medium' ? 20 : 24),
      missing: missing(row, wide),
    });
  }
  const domain: [number, number] = [edges[0]!, edges.at(-1)!];
  const horizontal = numberAxis({
    title: 'Margin (log scale)',
    domain,
    ticks: powerTicks(domain, size.name === 'wide' ? 9 : 6),
    format: powerOfTen,
  });
  const x = { field: 'x', ...horizontal, axis: { ...horizontal.axis, grid: true, domain: false } };
  const rowScale = {
    type: 'quantitative' as const,
    scale: { domain: [rows.length - 0.8, wide ? -0.95 : -0.9], nice: false, zero: false },
    axis: null,
  };
  const y = { field: 'base', ...rowScale };
  const color = { field: 'color', type: 'nominal' as const, scale: null };
  const box = frame(
    { width: size.width, height: (wide ? 46 : 66) * rows.length + 70 },
    wide
      ? {
          left: size.name === 'wide' ? 176 : 150,
          right: size.name === 'wide' ? 150 : 132,
          top: 8,
          bottom: 48,
        }
      : { left: 10, right: 14, top: 4, bottom: 48 },
  );
  return {
    ...box,
    config: chartConfig(fontSize),
    layer: [
      {
        data: { values: labels },
        mark: { type: 'rule', color: line },
        encoding: { y },
      },
      {
        data: { values: area },
        mark: { type: 'area', interpolate: 'step-after', opacity: 0.9 },
        encoding: {
          x,
          y: { field: 'y', ...rowScale },
          y2: { field: 'base' },
          color,
          detail: { field: 'row' },
        },
      },
      {
        data: { values: medians },
        mark: { type: 'rule', strokeWidth: 4, color: surface },
        encoding: { x, y, y2: { field: 'y' } },
      },
      {
        data: { values: medians },
        mark: { type: 'rule', strokeWidth: 2, color: ink },
        encoding: { x, y, y2: { field: 'y' } },
      },
      {
        data: { values: labels },
        mark: wide
          ? { type: 'text', align: 'right', baseline: 'bottom', x: -14, dy: -2, color: ink, fontSize }
          : { type: 'text', align: 'left', baseline: 'bottom', x: 0, dy: -40, color: ink, fontSize },
        encoding: { y, text: { field: 'label' } },
      },
      {
        data: { values: labels },
        mark: wide
          ? {
              type: 'text',
              align: 'left',
              baseline: 'bottom',
              x: 'width',
              dx: 14,
              dy: -17,
              color: softInk,
              fontSize: 12,
              lineBreak: '\n',
            }
          : {
              type: 'text',
              align: 'right',
              baseline: 'bottom',
              x: 'width',
              dy: -40,
              color: faintInk,
              fontSize: 11,
            },
        encoding: { y, text: { field: 'missing' } },
      },
    ],
  };
}

function missing(row: Margins, wide: boolean): string | string[] {
  const unargmaxable = formatCount(row.unargmaxable);
  const undecided = formatCount(row.undecided);
  return wide
    ? [`${unargmaxable} unargmaxable`, `${undecided} undecided`]
    : `${unargmaxable} unarg. · ${undecided} undec.`;
}
