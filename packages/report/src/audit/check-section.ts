import type { AuditReportData } from '../audit-report-data.js';
import { formatNumber } from '../format/format-number.js';
import { html } from '../html/html.js';
import { nameList } from '../html/name-list.js';
import type { ReportCommand, ReportScalar } from '../report-data.js';
import { missing, type Section } from '../sections/section.js';

/** How to check every proof, how to make the audit again, and what exactly was audited. */
export function checkSection(data: AuditReportData): Section {
  const { layer, question, verify = [], reproduce = [], environment = {} } = data;
  const commands = (list: readonly ReportCommand[]) =>
    html`<ol class="commands">${list.map(
      ({ command, note }) =>
        html`<li>${note === undefined ? null : html`<p>${note}</p>`}<pre tabindex="0"><code>${command}</code></pre></li>`,
    )}</ol>`;
  const { rule } = question;
  const facts: Record<string, ReportScalar> = {
    file: layer.source,
    ...(layer.tensor === undefined ? {} : { weights: layer.tensor }),
    bias: layer.biasTensor ?? (layer.hasBias ? 'yes' : 'none'),
    'labels (rows)': layer.numLabels,
    'dimensions (columns)': layer.dim,
    rule: typeof rule === 'string' ? rule : `top ${rule.topK}`,
    inputs: question.box === undefined ? 'all' : `every |x| ≤ ${formatNumber(question.box)}`,
    ...layer.details,
  };
  return {
    id: 'check',
    title: 'Check it yourself',
    body: html`<p>Nothing here asks to be believed. The verdicts hold an input or a certificate each; checking them needs no solver, only sums and products of the weights.</p>
${verify.length === 0 ? missing('No command to check the proofs was recorded.') : commands(verify)}
${reproduce.length === 0 ? null : html`<h3>Make the audit again</h3>${commands(reproduce)}`}
<h3>What was audited</h3>${nameList(facts)}
${Object.keys(environment).length === 0 ? null : html`<h3>Versions and machine</h3>${nameList(environment)}`}`,
  };
}
