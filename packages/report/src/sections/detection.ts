import type { DrawnChart } from '../charts/draw-chart.js';
import { formatCount } from '../format/format-count.js';
import { formatNumber } from '../format/format-number.js';
import { formatPercent } from '../format/format-percent.js';
import { figure } from '../html/figure.js';
import { type Html, html } from '../html/html.js';
import { headName } from '../html/swatch.js';
import { table } from '../html/table.js';
import type { ReportVerdictExample } from '../report-data.js';
import { type AskedWords, askedWords } from '../summary/asked-words.js';
import type { Configuration } from '../summary/configuration.js';
import { type DetectionSummary, summariseDetection, type Verdict } from '../summary/detection.js';
import type { Digest } from '../summary/digest.js';
import { collectMargins } from '../summary/margins.js';
import type { Spread } from '../summary/spread.js';
import { inBoxTable } from './in-box-table.js';
import { missing, type Section } from './section.js';

const mostExamples = 9;

/** What each head can output: shares of verdicts, margins, and label sets to look at. */
export function detectionSection(digest: Digest, charts: readonly DrawnChart[]): Section {
  const rows = summariseDetection(digest);
  const chartNamed = (name: string): Html | null => {
    const chart = charts.find((one) => one.plan.name === name);
    return chart === undefined ? null : figure(chart);
  };
  const unchecked = digest.configurations.length - rows.length;
  return {
    id: 'detection',
    title: 'What can each head output at all?',
    body:
      rows.length === 0
        ? missing('No label set has been checked yet: run the detection, then make the report again.')
        : html`<p>${askedWords(digest.data).question}</p>
${chartNamed('unargmaxable-against-width')}
${verdictsTable(rows, askedWords(digest.data))}
${unchecked > 0 ? missing(`${unchecked === 1 ? 'One head has' : `${unchecked} heads have`} not been checked and ${unchecked === 1 ? 'is' : 'are'} left out here.`) : null}
${exampleCards(digest)}
${chartNamed('margin-distributions')}
${marginsTable(digest) ?? missing('No margins were recorded.')}
${inBoxTable(digest)}`,
  };
}

function verdictsTable(rows: readonly DetectionSummary[], asked: AskedWords): Html {
  const examples = rows.some((row) => row.exampleShares !== null);
  const guarantees = rows.some((row) => row.guarantee !== null);
  const seeds = new Set(rows.map((row) => row.numSeeds));
  const totals = new Set(rows.map((row) => row.total.mean));
  const shared = [
    totals.size === 1 ? `${formatCount([...totals][0]!)} ${asked.many}` : null,
    seeds.size === 1 ? `${[...seeds][0]} ${seeds.has(1) ? 'seed' : 'seeds'}` : null,
  ].filter((part) => part !== null);
  return table<DetectionSummary>({
    caption: `Verdicts on the ${asked.manyOfSplit.replace(/^different /, '')}`,
    note: `${shared.length === 0 ? '' : `${shared.join(', ')} for each head. `}${seeds.size === 1 && seeds.has(1) ? '' : 'Counts are means over seeds. '}In the bar, solid is unargmaxable and hatched is undecided.`,
    columns: [
      { header: 'Head', cell: ({ configuration }) => headName(configuration) },
      {
        header: 'Width d',
        numeric: true,
        cell: ({ configuration }) => formatCount(configuration.head.columns),
      },
      ...(seeds.size === 1
        ? []
        : [{ header: 'Seeds', numeric: true, cell: ({ numSeeds }: DetectionSummary) => numSeeds }]),
      ...(totals.size === 1
        ? []
        : [
            {
              header: 'Label sets',
              numeric: true,
              cell: ({ total }: DetectionSummary) => formatCount(total.mean),
            },
          ]),
      { header: 'Share', cell: stackedBar },
      { header: 'Unargmaxable', numeric: true, cell: (row) => countAndShare(row, 'unargmaxable') },
      { header: 'Undecided', numeric: true, cell: (row) => countAndShare(row, 'undecided') },
      { header: 'Argmaxable', numeric: true, cell: (row) => countAndShare(row, 'argmaxable') },
      ...(guarantees
        ? [
            {
              header: 'Promised sets it cannot output',
              numeric: true,
              cell: ({ guarantee }: DetectionSummary) =>
                guarantee === null
                  ? html`<span class="none">–</span>`
                  : html`${formatCount(guarantee.unargmaxable)}${guarantee.undecided > 0 ? ` (and ${formatCount(guarantee.undecided)} undecided)` : ''} <span class="spread">of ${formatCount(guarantee.total)}</span>`,
            },
          ]
        : []),
      ...(examples
        ? [
            {
              header: 'Examples out of reach',
              numeric: true,
              cell: ({ exampleShares }: DetectionSummary) =>
                exampleShares === null
                  ? html`<span class="none">–</span>`
                  : formatPercent(exampleShares.unargmaxable.mean),
            },
          ]
        : []),
    ],
    rows,
  });
}

function countAndShare(row: DetectionSummary, verdict: Verdict): Html {
  const count = row.counts[verdict];
  return html`${meanCount(count)} <span class="spread">${formatPercent(row.shares[verdict].mean)}</span>`;
}

/** Means of counts are whole numbers only by luck. */
function meanCount({ mean }: Spread): string {
  return Number.isInteger(mean) || mean >= 100 ? formatCount(mean) : mean.toFixed(1);
}

function stackedBar({ shares }: DetectionSummary): Html {
  const bad = (100 * shares.unargmaxable.mean).toFixed(2);
  const open = (100 * (shares.unargmaxable.mean + shares.undecided.mean)).toFixed(2);
  return html`<span class="stack" style="--bad-to:${bad}%;--open-to:${open}%" aria-hidden="true"></span>`;
}

function marginsTable(digest: Digest): Html | null {
  const rows = collectMargins(digest.configurations);
  if (rows.length === 0) return null;
  const margin = (power: number): string => formatNumber(10 ** power);
  return table({
    caption: `Margins of argmaxable ${askedWords(digest.data).many}`,
    note: 'All seeds together. 5% of the sets lie below the first number, 5% above the last.',
    columns: [
      { header: 'Head', cell: ({ configuration }) => headName(configuration) },
      { header: 'Margins', numeric: true, cell: ({ count }) => formatCount(count) },
      { header: '5%', numeric: true, cell: ({ quantiles }) => margin(quantiles[0]) },
      {
        header: 'Median',
        numeric: true,
        cell: ({ quantiles }) => html`<strong>${margin(quantiles[1])}</strong>`,
      },
      { header: '95%', numeric: true, cell: ({ quantiles }) => margin(quantiles[2]) },
      { header: 'Unargmaxable', numeric: true, cell: ({ unargmaxable }) => formatCount(unargmaxable) },
      { header: 'Undecided', numeric: true, cell: ({ undecided }) => formatCount(undecided) },
    ],
    rows,
  });
}

/** Label sets to look at: in turn one of each configuration, each set once per configuration. */
function exampleCards(digest: Digest): Html | null {
  const queues = digest.configurations.map((configuration) => {
    const seen = new Set<string>();
    return configuration.runs
      .flatMap((run) => run.detection?.examples ?? [])
      .filter((example) => {
        const key = JSON.stringify(example.labels);
        return !seen.has(key) && seen.add(key);
      })
      .map((example) => ({ configuration, example }));
  });
  const total = queues.reduce((sum, queue) => sum + queue.length, 0);
  if (total === 0) return null;
  const picked: { configuration: Configuration; example: ReportVerdictExample }[] = [];
  for (let turn = 0; picked.length < Math.min(mostExamples, total); turn++) {
    for (const queue of queues) {
      const next = queue[turn];
      if (next !== undefined && picked.length < mostExamples) picked.push(next);
    }
  }
  return html`<h3>Label sets to look at</h3>
<ul class="cards">${picked.map(
    ({ configuration, example }) => html`<li class="card">
<p class="card-top">${badge(example.status)}${headName(configuration)}</p>
<ul class="chips" aria-label="Labels of the set">${
      example.labels.length === 0
        ? html`<li class="none">no label at all</li>`
        : example.labels.map((label) => html`<li><bdi>${label}</bdi></li>`)
    }</ul>
${example.note === undefined ? null : html`<p class="card-note">${example.note}</p>`}
</li>`,
  )}</ul>`;
}

const marks: Readonly<Record<Verdict, string>> = { argmaxable: '✓', unargmaxable: '✕', undecided: '?' };

function badge(status: Verdict): Html {
  return html`<span class="badge ${status}"><span aria-hidden="true">${marks[status]}</span> ${status}</span>`;
}
