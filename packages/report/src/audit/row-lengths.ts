import type { TopLevelSpec } from 'vega-lite';
import type { AuditReportData, AuditRow } from '../audit-report-data.js';
import type { ChartPlan, Panel } from '../charts/chart-plan.js';
import { frame } from '../charts/frame.js';
import { linearTicks } from '../charts/log-ticks.js';
import { numberAxis } from '../charts/number-axis.js';
import { formatNumber } from '../format/format-number.js';
import { percentile } from '../summary/percentile.js';
import { chartConfig, panelSize } from '../theme/chart-theme.js';
import { statusMarks } from '../theme/status-marks.js';
import { auditWords } from './audit-words.js';

const numBins = 32;
/** This share at either end goes into the outermost bins. */
const outer = 0.005;

/** A number of every class, of those that can win and of those that never can. */
export interface RowFeature {
  readonly title: string;
  readonly argmaxable: Float64Array;
  readonly unargmaxable: Float64Array;
}

/** Lengths and biases of the rows, each in increasing order; empty where no class is unargmaxable, or none is not. */
export function rowFeatures({ rows = [] }: AuditReportData): RowFeature[] {
  const feature = (title: string, value: (row: AuditRow) => number | undefined): RowFeature => {
    const of = (status: AuditRow['status']): Float64Array =>
      Float64Array.from(
        rows.filter((row) => row.status === status).flatMap((row) => value(row) ?? []),
      ).sort();
    return { title, argmaxable: of('argmaxable'), unargmaxable: of('unargmaxable') };
  };
  return [feature('Length of the row', (row) => row.norm), feature('Bias', (row) => row.bias)].filter(
    ({ argmaxable, unargmaxable }) => argmaxable.length > 0 && unargmaxable.length > 0,
  );
}

/** How the rows of classes that never win differ: their lengths and biases beside those of all others. */
export function rowLengths(data: AuditReportData): ChartPlan | null {
  const features = rowFeatures(data);
  if (features.length === 0) return null;
  const { noun } = data.question;
  const { can, never } = auditWords(data.question);
  return {
    name: 'rows',
    title: `What is different about the ${noun} that ${never}`,
    caption: `The length ‖w‖ of a row of the weights${features.length > 1 ? ' and its bias' : ''}, for the ${noun} that ${never} and for those that ${can}. The heights of each add up to 100%; extreme values count at the ends.`,
    alternative: features
      .map(
        ({ title, argmaxable, unargmaxable }) =>
          `${title}: median ${formatNumber(percentile(unargmaxable, 0.5))} for those that ${never}, ${formatNumber(percentile(argmaxable, 0.5))} for those that ${can}.`,
      )
      .join(' '),
    legend: [
      { label: never, color: statusMarks.unargmaxable },
      { label: can, color: statusMarks.argmaxable },
    ],
    layout: {
      kind: 'grid',
      rows: [{ panels: features.map((feature): Panel => ({ heading: feature.title, spec: spec(feature) })) }],
    },
  };
}

function spec(feature: RowFeature): TopLevelSpec {
  // A single outlier would squeeze all others into one bin.
  const low = Math.min(percentile(feature.argmaxable, outer), feature.unargmaxable[0]!);
  const high = Math.max(percentile(feature.argmaxable, 1 - outer), feature.unargmaxable.at(-1)!);
  const width = high > low ? (high - low) / numBins : Math.max(Math.abs(high), 1) / numBins;
  const shares = (values: Float64Array): number[] => {
    const counts = new Array<number>(numBins).fill(0);
    for (const value of values)
      counts[Math.max(0, Math.min(numBins - 1, Math.floor((value - low) / width)))]! += 1;
    return counts.map((count) => (100 * count) / values.length);
  };
  const steps = (values: Float64Array): { x: number; y: number }[] =>
    // One point back on the ground at the end closes the last step.
    [...shares(values), 0].map((y, bin) => ({ x: low + bin * width, y }));
  const others = steps(feature.argmaxable);
  const found = steps(feature.unargmaxable);
  const top = 1.08 * Math.max(...[...others, ...found].map(({ y }) => y));
  const x = {
    field: 'x',
    ...numberAxis({
      title: feature.title,
      domain: [low, low + numBins * width],
      ticks: linearTicks(low, low + numBins * width, 6),
      format: formatNumber,
    }),
  };
  const y = {
    field: 'y',
    ...numberAxis({
      title: 'Share',
      domain: [0, top],
      ticks: linearTicks(0, top, 5),
      format: (tick) => `${Number(tick.toPrecision(6))}%`,
      titleX: -46,
    }),
  };
  return {
    ...frame({ ...panelSize, height: 250 }, { left: 46, right: 18, top: 34, bottom: 48 }),
    config: chartConfig(12),
    layer: [
      {
        data: { values: others },
        mark: { type: 'area', interpolate: 'step-after', opacity: 0.35, color: statusMarks.argmaxable.color },
        encoding: { x, y },
      },
      {
        data: { values: found },
        mark: {
          type: 'area',
          interpolate: 'step-after',
          opacity: 0.18,
          color: statusMarks.unargmaxable.color,
        },
        encoding: { x, y },
      },
      {
        data: { values: found },
        mark: {
          type: 'line',
          interpolate: 'step-after',
          strokeWidth: 2,
          color: statusMarks.unargmaxable.color,
        },
        encoding: { x, y },
      },
    ],
  };
}
