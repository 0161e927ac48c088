import { type Html, html } from '../html/html.js';

/** A label set by its names, and by its numbers where names alone could be blank or look alike. */
export function setName(set: {
  readonly labels: readonly string[];
  readonly numbers?: readonly number[];
}): Html {
  const { labels, numbers } = set;
  const names =
    labels.length === 0
      ? html`no label at all`
      : labels.map((label, i) => html`${i === 0 ? null : ', '}<bdi>${label}</bdi>`);
  return html`<span class="set-name">${names}</span>${
    numbers === undefined || numbers.length === 0
      ? null
      : html` <span class="number">${numbers.map((number) => `#${number}`).join(' ')}</span>`
  }`;
}
