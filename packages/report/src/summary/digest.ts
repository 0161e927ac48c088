import { metricLabel } from '../format/metric-label.js';
import { type MetricScale, metricScale } from '../format/metric-scale.js';
import { cleanText } from '../html/clean-text.js';
import type { ReportData, ReportHead, ReportRun } from '../report-data.js';
import { type HeadColor, headColors } from '../theme/head-colors.js';
import { type Comparison, compareConfigurations, defaultComparisons } from './comparisons.js';
import type { Configuration } from './configuration.js';
import { isScore } from './is-score.js';
import { spread } from './spread.js';

/** The runs of one report, grouped and named: what every chart and every section reads. */
export interface Digest {
  readonly data: ReportData;
  /** Series in the order of legends. */
  readonly series: readonly Series[];
  /** All configurations: series by series, narrow to wide. */
  readonly configurations: readonly Configuration[];
  /** The metric in the foreground; null where no run has test metrics. */
  readonly metric: Metric | null;
  readonly comparisons: readonly Comparison[];
}

/** Configurations that belong on one line: one kind of head at several widths. */
export interface Series {
  readonly name: string;
  readonly color: HeadColor;
  readonly configurations: readonly Configuration[];
}

/** A metric and how to show it. */
export interface Metric {
  readonly key: string;
  readonly label: string;
  readonly scale: MetricScale;
}

/** Groups the runs by configuration and series, picks colours and the metric in the foreground, pairs up comparisons. */
export function digest(data: ReportData): Digest {
  const groups = new Map<string, ReportRun[]>();
  for (const run of data.runs) {
    const group = groups.get(run.head.label);
    if (group === undefined) groups.set(run.head.label, [run]);
    else group.push(run);
  }
  const heads = [...groups.values()].map((runs) => runs[0]!.head);
  const names = [...new Set(heads.map(seriesName))];
  const kinds = new Map(heads.map((head) => [seriesName(head), head.kind]));
  const colors = headColors(names.map((name) => ({ name, kind: kinds.get(name)! })));
  const series = [...colors.entries()].map(([name, color]): Series => {
    const own = [...groups.values()].filter((runs) => seriesName(runs[0]!.head) === name);
    return { name, color, configurations: own.map((runs) => configuration(runs, color)).sort(narrowFirst) };
  });
  const configurations = series.flatMap((one) => one.configurations);
  const metric = foregroundMetric(data);
  const pairs = data.comparisons ?? defaultComparisons(configurations);
  const byLabel = new Map(configurations.map((one) => [one.head.label, one]));
  const comparisons = pairs.map((pair) =>
    compareConfigurations(byLabel.get(pair.candidate)!, byLabel.get(pair.baseline)!, metric?.key ?? null),
  );
  return { data, series, configurations, metric, comparisons };
}

function configuration(runs: readonly ReportRun[], color: HeadColor): Configuration {
  const { head } = runs[0]!;
  return {
    label: cleanText(head.label),
    shortLabel: head.slackDims === undefined ? `d=${head.columns}` : `s=${head.slackDims}`,
    head,
    color,
    seriesName: seriesName(head),
    runs: [...runs].sort((a, b) => a.seed - b.seed),
    test: (key) => spread(runs.map((run) => run.test?.[key])),
  };
}

function seriesName(head: ReportHead): string {
  if (head.series !== undefined) return cleanText(head.series);
  const suffix = head.k === undefined ? '' : ` k=${head.k}`;
  switch (head.kind) {
    case 'sigmoid':
      return 'Full sigmoid';
    case 'sigmoid-bottleneck':
      return 'BSL';
    case 'dft':
      return `DFT${suffix}`;
    case 'vandermonde':
      return `Vandermonde${suffix}`;
    default:
      return cleanText(head.kind);
  }
}

function narrowFirst(a: Configuration, b: Configuration): number {
  return (
    a.head.columns - b.head.columns || a.head.numParams - b.head.numParams || (a.label < b.label ? -1 : 1)
  );
}

function foregroundMetric(data: ReportData): Metric | null {
  const all = [...new Set(data.runs.flatMap((run) => Object.keys(run.test ?? {})))];
  const keys = all.filter((key) => key === data.primaryMetric || isScore(key));
  const candidates = [data.primaryMetric, 'f1At5', keys.find((key) => key.startsWith('f1At')), keys[0]];
  const key = candidates.find((candidate) => candidate !== undefined && keys.includes(candidate));
  return key === undefined ? null : metricOf(data, key);
}

/** A metric by its key, with the scale that fits every value of it in the report. */
export function metricOf(data: ReportData, key: string): Metric {
  const values = data.runs.flatMap((run) => [
    run.test?.[key],
    ...(run.history ?? []).map((line) => line.valid?.[key]),
  ]);
  const finite = values.filter(
    (value): value is number => typeof value === 'number' && Number.isFinite(value),
  );
  return { key, label: cleanText(metricLabel(key)), scale: metricScale(key, finite) };
}
