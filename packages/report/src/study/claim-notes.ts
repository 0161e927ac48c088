import { type Html, html } from '../html/html.js';
import type { StudyClaim } from '../study-report-data.js';
import { claimBadge } from './claim-badge.js';

/** The claims that a chart, a table or a gallery speaks to, to stand beside it. Null where there are none. */
export function claimNotes(ids: readonly string[] | undefined, claims: readonly StudyClaim[]): Html | null {
  if (ids === undefined || ids.length === 0) return null;
  const named = claims.filter(({ id }) => ids.includes(id));
  return html`<ul class="claim-notes" aria-label="What the paper claims">${named.map(
    ({ verdict, claim, figure }) =>
      html`<li>${claimBadge(verdict)}<div><p>${claim}</p><p class="aside">${figure}</p></div></li>`,
  )}</ul>
`;
}
