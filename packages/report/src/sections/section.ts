import { type Html, html } from '../html/html.js';

/** One section of the page; its id is the target of the table of contents. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** A line that says what is missing, so that nobody takes a gap for a result. */
export function missing(sentence: string): Html {
  return html`<p class="missing">${sentence}</p>`;
}
