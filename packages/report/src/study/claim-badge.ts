import { type Html, html } from '../html/html.js';
import type { StudyClaim } from '../study-report-data.js';

const looks: Readonly<Record<StudyClaim['verdict'], { readonly mark: string; readonly words: string }>> = {
  'borne-out': { mark: '✓', words: 'borne out' },
  'not-borne-out': { mark: '✕', words: 'not borne out' },
  open: { mark: '?', words: 'open' },
};

/** The verdict on a claim as a symbol and words; the colour says no more than they do. */
export function claimBadge(verdict: StudyClaim['verdict']): Html {
  const { mark, words } = looks[verdict];
  return html`<span class="badge ${verdict}"><span aria-hidden="true">${mark}</span> ${words}</span>`;
}
