import type {
  AuditCertificateRow,
  AuditQuestion,
  AuditReportData,
  AuditUnargmaxable,
} from '../audit-report-data.js';
import { formatCount } from '../format/format-count.js';
import { formatNumber } from '../format/format-number.js';
import { formatPercent } from '../format/format-percent.js';
import { type Html, html } from '../html/html.js';
import { missing, type Section } from '../sections/section.js';
import { auditWords, inputWords } from './audit-words.js';
import { setName } from './set-name.js';

/** All that can never be output, each with the combination of rows that rules it out, folded away. */
export function impossibleSection(data: AuditReportData): Section | null {
  const { question, verdicts, unargmaxable: found = [] } = data;
  if (verdicts.unargmaxable === 0) return null;
  const { never } = auditWords(question);
  const unlisted = verdicts.unargmaxable - found.length;
  return {
    id: 'impossible',
    title: `Which ${never}?`,
    body:
      found.length === 0
        ? missing(`They were not recorded one by one.`)
        : html`<p>${explanation(question)}</p>
<ul class="found">${found.map(
            (
              one,
            ) => html`<li>${one.certificate === undefined ? setName(one) : certificate(one, one.certificate, question)}</li>
`,
          )}</ul>
${unlisted > 0 ? missing(`${formatCount(unlisted)} more ${question.noun} that ${never} are not listed here; the file of verdicts has all of them.`) : null}`,
  };
}

function explanation(question: AuditQuestion): string {
  const inputs = question.box === undefined ? 'whatever the input is' : inputWords(question);
  if (question.rule === 'argmax') {
    return `Open one to see why: ${inputs}, its score is at most the weighted mean of the scores of the ${question.noun} listed there. So at least one of them scores as high or higher.`;
  }
  if (question.rule === 'threshold') {
    return `Open one to see why: the set needs every score with a + to be above 0 and every score with a − below 0. But, ${inputs}, the weighted sum of those scores, with these signs, is never above 0.`;
  }
  return `Open one to see why: ${inputs}, the weighted mean of the scores marked “in” is at most that of the scores marked “out”. So they are not all higher.`;
}

function certificate(
  one: AuditUnargmaxable,
  rows: readonly AuditCertificateRow[],
  { rule }: AuditQuestion,
): Html {
  // The class itself is on the other side of the inequality.
  const shown = rule === 'argmax' ? rows.filter(({ inSet }) => !inSet) : rows;
  const sum = (side: boolean | null): number =>
    rows.reduce(
      (all, { inSet, multiplier }) => (side === null || side === inSet ? all + multiplier : all),
      0,
    );
  const weight = ({ inSet, multiplier }: AuditCertificateRow): string => {
    const whole = sum(rule === 'threshold' ? null : inSet);
    return whole === 0 ? formatNumber(multiplier) : formatPercent(multiplier / whole, 2);
  };
  const mark = ({ inSet }: AuditCertificateRow): string => {
    if (rule === 'argmax') return '';
    if (rule === 'threshold') return inSet ? '+ ' : '− ';
    return inSet ? 'in: ' : 'out: ';
  };
  const heaviestFirst = [...shown].sort(
    (a, b) => Number(b.inSet) - Number(a.inSet) || b.multiplier - a.multiplier,
  );
  return html`<details><summary>${setName(one)}</summary>
<p class="card-note">${proofWords(one.proof)}, by ${formatCount(rows.length)} ${rows.length === 1 ? 'row' : 'rows'} of the weights.</p>
<ul class="chips" aria-label="The combination, with weights">${heaviestFirst.map(
    (row) => html`<li>${mark(row)}<bdi>${row.label}</bdi> <span class="weight">${weight(row)}</span></li>`,
  )}</ul></details>`;
}

const proofs: Readonly<Record<string, string>> = {
  exact: 'Exact, for all inputs',
  box: 'Exact, for inputs in the box',
  bounded: 'No input has a margin above the accepted bound',
  alternation: 'By the closed form of the columns',
};

function proofWords(proof: string): string {
  return proofs[proof] ?? `Proof: ${proof}`;
}
