import { type DrawnChart, drawChart } from './charts/draw-chart.js';
import { checkStudyReportData } from './check-study-report-data.js';
import { html } from './html/html.js';
import { wordList } from './html/word-list.js';
import { page } from './page.js';
import { chartFiles } from './render-charts.js';
import type { RenderedReport } from './report-data.js';
import { reproduceSection } from './sections/reproduce.js';
import type { Section } from './sections/section.js';
import { claimsSection } from './study/claims-section.js';
import { expectationSection } from './study/expectation-section.js';
import { planStudyCharts } from './study/plan-study-charts.js';
import { resultSections } from './study/result-sections.js';
import { studyMarks } from './study/study-marks.js';
import type { StudyFinding, StudyReportData } from './study-report-data.js';
import type { Finding } from './summary/findings.js';

/**
 * Turns the numbers of a study, whatever it compares, into one HTML page and its charts as files: what was expected and
 * what came of it, what a paper claims and whether the numbers bear it out, lines with their intervals, tables with the best values marked.
 *
 * The page is of the same kind as that of `renderReport`: it needs nothing else, every text from the data is escaped, and
 * the same data gives the same bytes.
 *
 * @param data what the report is made from; it is not changed
 * @returns the page, and each chart as a light SVG and a PNG at twice its size; a chart whose lines lie over each other
 *   is followed by one that shows them one by one, `<id>-one-by-one`, unless the data says otherwise
 * @throws TypeError or RangeError where the data is not as StudyReportData says
 */
export async function renderStudyReport(data: StudyReportData): Promise<RenderedReport> {
  checkStudyReportData(data);
  const { title, createdAt, description, notes, findings = [], charts = [], glossary = [] } = data;
  const marks = studyMarks(charts);
  const drawn: DrawnChart[] = [];
  for (const plan of planStudyCharts(data, marks)) drawn.push(await drawChart(plan));
  const sections = [
    claimsSection(data),
    expectationSection(data),
    ...resultSections(data, drawn, marks),
    reproduceSection(data),
    wordsSection(glossary),
  ].filter((section) => section !== null);
  const content = {
    title,
    createdAt,
    notes,
    subtitle: html`${description}`,
    findings: findings.map(finding),
  };
  return { html: page(content, sections), charts: drawn.map(chartFiles) };
}

function finding(given: string | StudyFinding): Finding {
  const { sentence, figure, alarm = false } = typeof given === 'string' ? { sentence: given } : given;
  return {
    sentence: html`${sentence}`,
    figures: figure === undefined ? [] : [figure],
    tone: alarm ? 'alarm' : 'plain',
  };
}

function wordsSection(words: NonNullable<StudyReportData['glossary']>): Section | null {
  if (words.length === 0) return null;
  return {
    id: 'words',
    title: 'Words',
    body: wordList(words.map(({ word, meaning }) => [word, meaning])),
  };
}
