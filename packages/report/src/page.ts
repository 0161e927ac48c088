import { formatDate } from './format/format-date.js';
import { type Html, html, trustedHtml } from './html/html.js';
import type { Section } from './sections/section.js';
import type { Finding } from './summary/findings.js';
import { styleSheet } from './theme/style.js';

/** What stands above the sections. */
export interface PageContent {
  readonly title: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly subtitle: Html;
  readonly findings: readonly Finding[];
  readonly notes?: readonly string[] | undefined;
}

/** Large numbers at the top: more would be a table. */
const mostFigures = 4;

/**
 * The whole page. Its security policy forbids scripts and every request, so that the file is safe to open and to pass on,
 * whatever names a data set brings.
 */
export function page(content: PageContent, sections: readonly Section[]): string {
  const { title, createdAt, subtitle, notes = [] } = content;
  const document = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="@sbn/report">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trustedHtml(styleSheet())}</style>
</head>
<body>
<div class="page">
<header class="top">
<p class="eyebrow"><time datetime="${createdAt}">${formatDate(createdAt)}</time></p>
<h1>${title}</h1>
<p class="subtitle">${subtitle}</p>
${summary(content.findings)}
${
  notes.length === 0
    ? null
    : html`<ul class="notes" aria-label="Notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>`
}
</header>
<nav aria-label="Sections"><p>In this report</p><ol>${sections.map(
    ({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`,
  )}</ol></nav>
<main>
${sections.map(
  ({ id, title, body }) => html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>
`,
)}</main>
<footer>Made by @sbn/report from recorded numbers; nothing in this file is loaded from elsewhere.</footer>
</div>
</body>
</html>
`;
  return document.markup;
}

function summary(found: readonly Finding[]): Html | null {
  if (found.length === 0) return null;
  const figures = found.flatMap((finding) => finding.figures).slice(0, mostFigures);
  return html`${
    figures.length === 0
      ? null
      : html`<ul class="figures" aria-label="Key figures">${figures.map(
          ({ value, label }) =>
            html`<li><span class="value">${value}</span><span class="label">${label}</span></li>`,
        )}</ul>`
  }
<ul class="findings" aria-label="Summary">${found.map(
    ({ sentence, tone }) => html`<li${tone === 'alarm' ? html` class="alarm"` : null}>${sentence}</li>`,
  )}</ul>`;
}
