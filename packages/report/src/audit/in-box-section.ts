import type { AuditReportData } from '../audit-report-data.js';
import { formatCount } from '../format/format-count.js';
import { formatNumber } from '../format/format-number.js';
import { formatPercent } from '../format/format-percent.js';
import { html } from '../html/html.js';
import { table } from '../html/table.js';
import type { ReportBoxDisagreement } from '../in-box-data.js';
import { missing, type Section } from '../sections/section.js';
import { setName } from './set-name.js';

/** The same label sets as papers on argmaxability decide them, in a box. Null where no radius was measured. */
export function inBoxSection({ inBox, question }: AuditReportData): Section | null {
  if (inBox === undefined || inBox.sets.total === 0) return null;
  const { box, epsilon, leastRadius, sets, examples, radii = [], disagreements } = inBox;
  const { listed = [] } = disagreements;
  const share = (part: number, whole: number): string =>
    `${formatCount(part)} (${formatPercent(part / whole)})`;
  const unbounded = html`<span class="none">unbounded</span>`;
  return {
    id: 'in-box',
    title: 'As the papers decide it',
    body: html`<p>For each the largest ball of inputs with its center in |x| ≤ ${formatNumber(box)} that gives exactly this output. The papers call it argmaxable where the radius is ${formatNumber(leastRadius)} or more, and ε-argmaxable where it is over ε = ${formatNumber(epsilon)}. Here proved bounds of the radius decide, and what they leave open is undecided.</p>
${table({
  caption: `${sentence(question.noun)} by their radius`,
  columns: [
    { header: 'Decision', cell: ([words]) => words },
    { header: 'Different ones', numeric: true, cell: ([, number]) => share(number, sets.total) },
    {
      header: 'As often as they occur',
      numeric: true,
      cell: ([, , number]) => share(number, examples.total),
    },
  ],
  rows: [
    ['argmaxable in the box', sets.argmaxable, examples.argmaxable],
    ['not argmaxable in the box', sets.unargmaxable, examples.unargmaxable],
    ['undecided', sets.undecided, examples.undecided],
    ['ε-argmaxable', sets.epsilonArgmaxable, examples.epsilonArgmaxable],
    ['not ε-argmaxable', sets.notEpsilonArgmaxable, examples.notEpsilonArgmaxable],
    ['ε-undecided', sets.epsilonUndecided, examples.epsilonUndecided],
  ] satisfies [string, number, number][],
})}
${
  radii.length === 0
    ? null
    : table({
        caption: 'Radii',
        note: 'What has no ball in the box counts with radius 0.',
        columns: [
          { header: 'Not exceeded by', cell: ({ percent }) => `${percent}%` },
          {
            header: 'Different ones',
            numeric: true,
            cell: (one) => (one.sets === null ? unbounded : formatNumber(one.sets)),
          },
          {
            header: 'As often as they occur',
            numeric: true,
            cell: (one) => (one.examples === null ? unbounded : formatNumber(one.examples)),
          },
        ],
        rows: radii,
      })
}
${
  disagreements.sets === 0
    ? html`<p>Everything of which an input is known is argmaxable in the box, too.</p>`
    : table<ReportBoxDisagreement>({
        caption: 'An input is known, and the box does not say so',
        note: `${formatCount(disagreements.sets)} of them. The margin depends neither on the box nor on the scale of the weights.`,
        columns: [
          { header: 'Labels', cell: (one) => setName(one) },
          { header: 'Occurs', numeric: true, cell: ({ occurrences }) => formatCount(occurrences) },
          {
            header: 'Margin',
            numeric: true,
            cell: ({ margin }) =>
              margin === undefined ? html`<span class="none">unknown</span>` : formatNumber(margin),
          },
          { header: 'Radius at most', numeric: true, cell: (one) => formatNumber(one.radiusUpperBound) },
          { header: 'In the box', cell: (one) => one.inBox },
        ],
        rows: listed,
      })
}
${disagreements.sets > listed.length && listed.length > 0 ? missing(`${formatCount(disagreements.sets - listed.length)} more are in the file of radii.`) : null}`,
  };
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
