import { type Html, html } from '../html/html.js';
import type { Section } from '../sections/section.js';
import type { StudyClaim, StudyReportData } from '../study-report-data.js';
import { claimBadge } from './claim-badge.js';

/** What a paper claims, one line for each claim: the verdict, the claim, our figure and the command. Null without claims. */
export function claimsSection({ claims = [] }: StudyReportData): Section | null {
  if (claims.length === 0) return null;
  const groups = new Set<string | undefined>([undefined, ...claims.map(({ group }) => group)]);
  return {
    id: 'claims',
    title: 'What the paper claims',
    body: html`<p>${tally(claims)}</p>
${[...groups].map((group) => {
  const lines = claims.filter((claim) => claim.group === group);
  return lines.length === 0
    ? null
    : html`${group === undefined ? null : html`<h3>${group}</h3>`}<ol class="claims"${group === undefined ? null : html` aria-label="${group}"`}>${lines.map(line)}</ol>
`;
})}`,
  };
}

function line({ id, claim, where, figure, verdict, remark, command }: StudyClaim): Html {
  return html`<li id="claim-${id}"><p>${claimBadge(verdict)}</p>
<div><p>${claim}</p><p class="aside">${where}</p></div>
<div>${paragraphs(figure)}${remark === undefined ? null : paragraphs(remark, 'aside')}${command === undefined ? null : html`<p class="aside"><code>${command}</code></p>`}</div></li>
`;
}

/** A paragraph for each line. */
function paragraphs(text: string, look?: 'aside'): Html {
  const lines = text.split('\n');
  return look === undefined
    ? html`${lines.map((words) => html`<p>${words}</p>`)}`
    : html`${lines.map((words) => html`<p class="${look}">${words}</p>`)}`;
}

/** `12 claims: 9 are borne out, 1 is not, 2 are open.` */
function tally(claims: readonly StudyClaim[]): string {
  const count = (verdict: StudyClaim['verdict']): number =>
    claims.filter((claim) => claim.verdict === verdict).length;
  const are = (number: number, what: string): string[] =>
    number === 0 ? [] : [`${number} ${number === 1 ? 'is' : 'are'} ${what}`];
  const parts = [
    ...are(count('borne-out'), 'borne out'),
    ...are(count('not-borne-out'), 'not borne out'),
    ...are(count('open'), 'open'),
  ];
  return `${claims.length} ${claims.length === 1 ? 'claim' : 'claims'}: ${parts.join(', ')}. Each verdict is computed from the runs by a rule.`;
}
