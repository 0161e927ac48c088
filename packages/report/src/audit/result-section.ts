import type { AuditDecider, AuditReportData } from '../audit-report-data.js';
import type { DrawnChart } from '../charts/draw-chart.js';
import { formatCount } from '../format/format-count.js';
import { formatPercent } from '../format/format-percent.js';
import { formatSeconds } from '../format/format-seconds.js';
import { figure } from '../html/figure.js';
import { html } from '../html/html.js';
import { table } from '../html/table.js';
import { missing, type Section } from '../sections/section.js';
import { auditWords, inputWords } from './audit-words.js';

/** The verdicts in numbers, and what decided them. */
export function auditResultSection(data: AuditReportData, charts: readonly DrawnChart[]): Section {
  const { question, verdicts, decidedBy = [] } = data;
  const { can, never } = auditWords(question);
  const { total } = verdicts;
  const names = ['share-by-status', 'by-cardinality'];
  return {
    id: 'result',
    title: 'What can it output?',
    body:
      total === 0
        ? missing('Nothing was asked about.')
        : html`<p>Asked about: ${question.asked}. The question for each: is there any input at all${question.box === undefined ? '' : ` (${inputWords(question)})`} with which the layer outputs exactly this?</p>
${charts.filter(({ plan }) => names.includes(plan.name)).map(figure)}
${table({
  caption: 'Verdicts',
  columns: [
    { header: 'Verdict', cell: ([words]) => words },
    { header: 'Number', numeric: true, cell: ([, number]) => formatCount(number) },
    { header: 'Share', numeric: true, cell: ([, number]) => formatPercent(number / total) },
    { header: 'Proof', cell: ([, , proof]) => html`<span class="wrap">${proof}</span>` },
  ],
  rows: [
    [can, verdicts.argmaxable, 'an input that does it, checked against rounding'],
    [never, verdicts.unargmaxable, 'a combination of rows that rules it out, checked exactly'],
    ['undecided', verdicts.undecided, 'none; at best a bound on the margin'],
  ] satisfies [string, number, string][],
})}
${
  decidedBy.length === 0
    ? null
    : table<AuditDecider>({
        caption: 'What decided',
        note: 'The proofs do not depend on it: each is checked by code that knows no solver.',
        columns: [
          { header: 'Method', cell: ({ name }) => name },
          { header: 'Verdicts', numeric: true, cell: ({ count }) => formatCount(count) },
          { header: 'Share', numeric: true, cell: ({ count }) => formatPercent(count / total) },
          {
            header: 'Time, all threads',
            numeric: true,
            cell: ({ seconds }) =>
              seconds === undefined ? html`<span class="none">–</span>` : formatSeconds(seconds),
          },
        ],
        rows: decidedBy,
      })
}`,
  };
}
