import { type Html, html } from '../html/html.js';
import { missing, type Section } from '../sections/section.js';
import type { StudyReportData } from '../study-report-data.js';

/** What was expected before the run beside what came of it. Null where neither was written down. */
export function expectationSection({ expectation, outcome }: StudyReportData): Section | null {
  if (expectation === undefined && outcome === undefined) return null;
  return {
    id: 'expectation',
    title: 'What was expected, and what came of it',
    body: html`<div class="beside">
<div class="card"><h3>Expected, before the run</h3>${expectation === undefined ? missing('Nothing was written down before the run.') : paragraphs(expectation)}</div>
<div class="card"><h3>What came of it</h3>${outcome === undefined ? missing('No outcome has been written down yet.') : paragraphs(outcome)}</div>
</div>`,
  };
}

function paragraphs(text: string): readonly Html[] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => html`<p>${paragraph}</p>`);
}
