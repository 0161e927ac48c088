import type { ReportScalar } from '../report-data.js';
import { type Html, html } from './html.js';

/** A list of names and values. */
export function nameList(entries: Readonly<Record<string, ReportScalar>>): Html {
  return html`<dl class="names">${Object.entries(entries).map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value === null ? 'none' : String(value)}</dd></div>`,
  )}</dl>`;
}
