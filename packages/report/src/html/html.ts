import { cleanText } from './clean-text.js';

/** Markup that is safe to put into a page. Only `html` and `trustedHtml` make it. */
export interface Html {
  readonly markup: string;
}

/** What may stand in a `html` template: text is escaped, markup is kept, lists are joined, nothing is left out. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

/**
 * A tagged template that escapes everything put into it, in element content and in quoted attributes alike.
 *
 * @example html`<td title="${note}">${label}</td>`
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = strings[0]!;
  for (const [i, value] of values.entries()) markup += toMarkup(value) + strings[i + 1]!;
  return { markup };
}

/** Marks a string as markup. For our own CSS and for SVG that the chart renderer has made; never for user text. */
export function trustedHtml(markup: string): Html {
  return { markup };
}

function toMarkup(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'object') return 'markup' in value ? value.markup : value.map(toMarkup).join('');
  return escapeText(String(value));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (character) => entities[character]!);
}
