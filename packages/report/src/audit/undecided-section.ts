import type { AuditReportData, AuditUndecided } from '../audit-report-data.js';
import { formatCount } from '../format/format-count.js';
import { formatNumber } from '../format/format-number.js';
import { html } from '../html/html.js';
import { table } from '../html/table.js';
import { missing, type Section } from '../sections/section.js';
import { setName } from './set-name.js';

/** What stayed open, with the reason and the best bound. Null where nothing did. */
export function undecidedSection({ verdicts, question, undecided = [] }: AuditReportData): Section | null {
  if (verdicts.undecided === 0) return null;
  const unlisted = verdicts.undecided - undecided.length;
  return {
    id: 'undecided',
    title: 'What stayed undecided?',
    body: html`<p>Neither a proof for nor one against was found, mostly because only the last bits of the weights decide. If an input exists at all, its margin is at most the bound.</p>
${
  undecided.length === 0
    ? null
    : table<AuditUndecided>({
        caption: `Undecided ${question.noun}`,
        columns: [
          { header: 'Labels', cell: (one) => setName(one) },
          {
            header: 'Margin at most',
            numeric: true,
            cell: ({ marginUpperBound }) =>
              marginUpperBound === undefined
                ? html`<span class="none">unknown</span>`
                : formatNumber(marginUpperBound),
          },
          { header: 'Reason', cell: ({ reason }) => html`<span class="wrap">${reason}</span>` },
        ],
        rows: undecided,
      })
}
${unlisted > 0 ? missing(`${formatCount(unlisted)} more are in the file of verdicts.`) : null}`,
  };
}
