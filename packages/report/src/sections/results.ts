import type { DrawnChart } from '../charts/draw-chart.js';
import { formatCount } from '../format/format-count.js';
import { formatPercent } from '../format/format-percent.js';
import { formatSignedPercent } from '../format/format-signed-percent.js';
import { figure } from '../html/figure.js';
import { type Html, html } from '../html/html.js';
import { meanAndSpread } from '../html/mean-and-spread.js';
import { headName } from '../html/swatch.js';
import { table } from '../html/table.js';
import type { Configuration } from '../summary/configuration.js';
import type { Digest, Metric } from '../summary/digest.js';
import type { Spread } from '../summary/spread.js';
import { testMetrics } from '../summary/test-metrics.js';
import { missing, type Section } from './section.js';

/** How many metrics the first table has room for; the rest is in a second one that opens on demand. */
const numMainMetrics = 5;

/** How well each head predicts: the chart against parameters, the metrics, the comparisons. */
export function resultsSection(digest: Digest, charts: readonly DrawnChart[]): Section {
  const chart = charts.find((one) => one.plan.name === 'f1-against-parameters');
  const metrics = testMetrics(digest);
  return {
    id: 'results',
    title: 'How well does each head predict?',
    body:
      digest.metric === null
        ? missing('No run has metrics on the test split yet: evaluate the runs, then make the report again.')
        : html`${chart === undefined ? null : figure(chart)}
${metricsTable(digest, metrics.slice(0, numMainMetrics), 'Metrics on the test split')}
${comparisonsTable(digest, digest.metric)}
${
  metrics.length > numMainMetrics
    ? html`<details><summary>All ${metrics.length} metrics</summary>${metricsTable(digest, metrics, 'All metrics on the test split')}</details>`
    : null
}`,
  };
}

function metricsTable(digest: Digest, metrics: readonly Metric[], caption: string): Html {
  const seeds = [...new Set(digest.configurations.map((one) => one.runs.length))];
  return table<Configuration>({
    caption,
    note: seedNote(seeds, digest.configurations.length),
    columns: [
      { header: 'Head', cell: headName },
      { header: 'Width d', numeric: true, cell: ({ head }) => formatCount(head.columns) },
      { header: 'Parameters', numeric: true, cell: ({ head }) => formatCount(head.numParams) },
      ...(seeds.length === 1
        ? []
        : [{ header: 'Seeds', numeric: true, cell: ({ runs }: Configuration) => runs.length }]),
      ...metrics.map((metric) => ({
        header: metric.label,
        numeric: true,
        cell: (row: Configuration) => meanAndSpread(row.test(metric.key), metric.scale.format),
      })),
    ],
    rows: digest.configurations,
  });
}

function seedNote(seeds: readonly number[], numConfigurations: number): string {
  if (seeds.length > 1) return 'Mean ± standard deviation over seeds.';
  if (seeds[0] === 1) return numConfigurations === 1 ? 'One seed.' : 'One seed each.';
  return `Mean ± standard deviation over ${seeds[0]} seeds.`;
}

function comparisonsTable(digest: Digest, metric: Metric): Html | null {
  if (digest.comparisons.length === 0) return null;
  return table({
    caption: 'Side by side',
    note: `Difference in ${metric.label} relative to the baseline; the range is over seeds that both have.`,
    columns: [
      { header: 'Head', cell: ({ candidate }) => headName(candidate) },
      { header: 'Baseline', cell: ({ baseline }) => headName(baseline) },
      {
        header: metric.label,
        numeric: true,
        cell: ({ candidateMetric }) => mean(candidateMetric, metric),
      },
      {
        header: `Baseline’s ${metric.label}`,
        numeric: true,
        cell: ({ baselineMetric }) => mean(baselineMetric, metric),
      },
      {
        header: 'Difference',
        numeric: true,
        cell: ({ relativeDifference }) =>
          relativeDifference === null
            ? html`<span class="none">–</span>`
            : html`<strong>${formatSignedPercent(relativeDifference)}</strong>`,
      },
      {
        header: 'Over seeds',
        numeric: true,
        cell: ({ perSeed }) =>
          perSeed === null || perSeed.values.length < 2
            ? html`<span class="none">–</span>`
            : inTwo(`${formatSignedPercent(perSeed.min)} to`, formatSignedPercent(perSeed.max)),
      },
      {
        header: 'Parameters',
        numeric: true,
        cell: ({ candidate, baseline }) =>
          inTwo(`${formatCount(candidate.head.numParams)} /`, formatCount(baseline.head.numParams)),
      },
      {
        header: 'Saving',
        numeric: true,
        cell: ({ parameterSaving }) => (parameterSaving === null ? '–' : saving(parameterSaving)),
      },
      {
        header: 'Without biases',
        numeric: true,
        cell: ({ candidate, baseline }) =>
          candidate.head.numWeights === undefined || !baseline.head.numWeights
            ? html`<span class="none">–</span>`
            : saving(1 - candidate.head.numWeights / baseline.head.numWeights),
      },
    ],
    rows: digest.comparisons,
  });
}

function mean(spread: Spread | null, metric: Metric): Html {
  return meanAndSpread(spread === null ? null : { ...spread, deviation: null }, metric.scale.format);
}

/** Two halves that may stand in two lines where the table has little room. */
function inTwo(first: string, second: string): Html {
  return html`<span class="short">${first}</span> <span class="short">${second}</span>`;
}

function saving(share: number): string {
  return share < 0 ? `${formatPercent(-share)} more` : formatPercent(share);
}
