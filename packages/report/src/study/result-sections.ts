import type { DrawnChart } from '../charts/draw-chart.js';
import { figure } from '../html/figure.js';
import { type Html, html } from '../html/html.js';
import { missing, type Section } from '../sections/section.js';
import type { StudyChart, StudyReportData } from '../study-report-data.js';
import { chartNumbers } from './chart-numbers.js';
import { claimNotes } from './claim-notes.js';
import { oneByOneSuffix } from './one-by-one.js';
import { studyGallery } from './study-gallery.js';
import type { StudyMarks } from './study-marks.js';
import { studyTable } from './study-table.js';

/** Charts, tables and galleries under the headings that the data gives them, each before the claims that it speaks to. */
export function resultSections(
  { charts = [], tables = [], galleries = [], claims = [], sections = [] }: StudyReportData,
  drawn: readonly DrawnChart[],
  marks: StudyMarks,
): Section[] {
  const titleOf = ({ section = 'Results' }: { readonly section?: string }): string => section;
  const used = new Set([...charts, ...tables, ...galleries].map(titleOf));
  const titles = [...new Set([...sections.filter((section) => used.has(section)), ...used])];
  if (titles.length === 0) {
    return [{ id: 'results', title: 'Results', body: missing('No numbers have been recorded yet.') }];
  }
  return titles.map((title, i) => ({
    id: titles.length === 1 ? 'results' : `results-${i + 1}`,
    title,
    body: html`${charts.filter((chart) => titleOf(chart) === title).map((chart) => [chartBlock(chart, drawn), claimNotes(chart.claims, claims)])}
${tables.filter((table) => titleOf(table) === title).map((table) => [studyTable(table, marks.shared), claimNotes(table.claims, claims)])}
${galleries.filter((gallery) => titleOf(gallery) === title).map((gallery) => [studyGallery(gallery), claimNotes(gallery.claims, claims)])}`,
  }));
}

/** A chart, its lines one by one where it is crowded, its numbers. */
function chartBlock(chart: StudyChart, drawn: readonly DrawnChart[]): Html {
  const figures = drawn.filter(
    ({ plan }) => plan.name === chart.id || plan.name === `${chart.id}${oneByOneSuffix}`,
  );
  return figures.length === 0
    ? missing(`“${chart.title}” has no values yet.`)
    : html`${figures.map(figure)}${chartNumbers(chart)}`;
}
