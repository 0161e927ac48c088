import type { DrawnChart } from '../charts/draw-chart.js';
import { formatBytes } from '../format/format-bytes.js';
import { formatCount } from '../format/format-count.js';
import { formatNumber } from '../format/format-number.js';
import { formatSeconds } from '../format/format-seconds.js';
import { figure } from '../html/figure.js';
import { type Html, type HtmlValue, html } from '../html/html.js';
import { meanAndSpread } from '../html/mean-and-spread.js';
import { headName } from '../html/swatch.js';
import { type Column, table } from '../html/table.js';
import type { ReportEpoch, ReportRun } from '../report-data.js';
import type { Configuration } from '../summary/configuration.js';
import type { Digest } from '../summary/digest.js';
import { spread } from '../summary/spread.js';
import { validMetric } from '../summary/valid-metric.js';
import { missing, type Section } from './section.js';

/** How training went: learning curves, the best epochs, and every single run with its times. */
export function trainingSection(digest: Digest, charts: readonly DrawnChart[]): Section | null {
  if (digest.data.runs.length === 0) return null;
  const chart = charts.find((one) => one.plan.name === 'learning-curves');
  return {
    id: 'training',
    title: 'How did training go?',
    body: html`${chart === undefined ? missing('No learning curves: the runs have no history.') : figure(chart)}
${chart === undefined ? null : curvesTable(digest)}
${runsTable(digest)}`,
  };
}

function curvesTable(digest: Digest): Html {
  const rows = digest.configurations.filter((one) => one.runs.some((run) => (run.history ?? []).length > 0));
  const metric = validMetric(digest);
  const best = (run: ReportRun): { epoch: number; value: number } | undefined => {
    let found: { epoch: number; value: number } | undefined;
    for (const line of run.history ?? []) {
      const value = metric?.read(line) ?? null;
      if (value !== null && (found === undefined || metric!.better(value, found.value)))
        found = { epoch: line.epoch, value };
    }
    return found;
  };
  const last = (run: ReportRun): ReportEpoch | undefined => run.history?.at(-1);
  const epoch = (value: number): string => String(Number(value.toFixed(1)));
  return table<Configuration>({
    caption: 'Where training ended',
    note: 'Mean ± standard deviation over seeds.',
    columns: [
      { header: 'Head', cell: headName },
      {
        header: 'Epochs',
        numeric: true,
        cell: ({ runs }) => meanAndSpread(spread(runs.map((run) => last(run)?.epoch)), epoch),
      },
      ...(metric === null
        ? []
        : [
            {
              header: `Best valid ${metric.label}`,
              numeric: true,
              cell: ({ runs }: Configuration) =>
                meanAndSpread(spread(runs.map((run) => best(run)?.value)), metric.scale.format),
            },
            {
              header: 'at epoch',
              numeric: true,
              cell: ({ runs }: Configuration) =>
                meanAndSpread(spread(runs.map((run) => best(run)?.epoch)), epoch),
            },
          ]),
      {
        header: 'Last training loss',
        numeric: true,
        cell: ({ runs }) => meanAndSpread(spread(runs.map((run) => last(run)?.trainLoss)), formatNumber),
      },
    ],
    rows,
  });
}

function runsTable(digest: Digest): Html {
  const runs = digest.configurations.flatMap((configuration) =>
    configuration.runs.map((run) => ({ configuration, run })),
  );
  type Row = (typeof runs)[number];
  const { metric } = digest;
  const timed = (
    header: string,
    read: (run: ReportRun) => number | undefined,
    format: (value: number) => string,
  ): Column<Row>[] =>
    runs.some(({ run }) => read(run) !== undefined)
      ? [{ header, numeric: true, cell: ({ run }) => known(read(run), format) }]
      : [];
  return html`<details${runs.length <= 4 ? html` open` : null}><summary>${runs.length === 1 ? 'The run' : `All ${runs.length} runs`}: results, times, memory</summary>
${table<Row>({
  caption: 'Every run',
  columns: [
    {
      header: 'Run',
      cell: ({ run, configuration }) => headName({ label: run.id, color: configuration.color }),
    },
    { header: 'Seed', numeric: true, cell: ({ run }) => run.seed },
    ...(metric === null
      ? []
      : [
          {
            header: metric.label,
            numeric: true,
            cell: ({ run }: Row) => known(run.test?.[metric.key], metric.scale.format),
          },
        ]),
    ...timed('Steps', (run) => run.history?.at(-1)?.step, formatCount),
    ...timed('Training', (run) => run.timing?.trainSeconds, formatSeconds),
    ...timed('Evaluation', (run) => run.timing?.evaluateSeconds, formatSeconds),
    ...timed('Detection', (run) => run.timing?.detectSeconds ?? run.detection?.seconds, formatSeconds),
    ...timed('Peak memory', (run) => run.timing?.peakMemoryBytes, formatBytes),
    ...(runs.some(({ run }) => run.timing?.backend !== undefined)
      ? [{ header: 'Backend', cell: ({ run }: Row) => run.timing?.backend ?? '–' }]
      : []),
  ],
  rows: runs,
})}</details>`;
}

function known(value: number | null | undefined, format: (value: number) => string): HtmlValue {
  return isNumber(value) ? format(value) : html`<span class="none">–</span>`;
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
