import { auditFindings } from './audit/audit-findings.js';
import { inputWords } from './audit/audit-words.js';
import { checkSection } from './audit/check-section.js';
import { impossibleSection } from './audit/impossible-section.js';
import { inBoxSection } from './audit/in-box-section.js';
import { marginsSection } from './audit/margins-section.js';
import { planAuditCharts } from './audit/plan-audit-charts.js';
import { auditResultSection } from './audit/result-section.js';
import { rowsSection } from './audit/rows-section.js';
import { undecidedSection } from './audit/undecided-section.js';
import { wordsSection } from './audit/words-section.js';
import type { AuditReportData } from './audit-report-data.js';
import { type DrawnChart, drawChart } from './charts/draw-chart.js';
import { checkAuditReportData } from './check-audit-report-data.js';
import { formatCount } from './format/format-count.js';
import { type Html, html } from './html/html.js';
import { page } from './page.js';
import { chartFiles } from './render-charts.js';
import type { RenderedReport } from './report-data.js';

/**
 * Turns the verdicts on one output layer into one HTML page and its charts as files.
 *
 * The page is of the same kind as that of `renderReport`: it needs nothing else, every text from the data is escaped, and
 * the same data gives the same bytes.
 *
 * @param data what the report is made from; it is not changed
 * @returns the page, and each chart as a light SVG and a PNG at twice its size
 * @throws TypeError or RangeError where the data is not as AuditReportData says
 */
export async function renderAuditReport(data: AuditReportData): Promise<RenderedReport> {
  checkAuditReportData(data);
  const drawn: DrawnChart[] = [];
  for (const plan of planAuditCharts(data)) drawn.push(await drawChart(plan));
  const sections = [
    auditResultSection(data, drawn),
    impossibleSection(data),
    undecidedSection(data),
    rowsSection(data, drawn),
    marginsSection(data, drawn),
    inBoxSection(data),
    checkSection(data),
    wordsSection(data),
  ].filter((section) => section !== null);
  const { title, createdAt, notes } = data;
  const content = { title, createdAt, notes, subtitle: subtitle(data), findings: auditFindings(data) };
  return { html: page(content, sections), charts: drawn.map(chartFiles) };
}

function subtitle({ layer, question }: AuditReportData): Html {
  const { source, tensor, numLabels, dim, hasBias } = layer;
  const { rule, box } = question;
  const rules = { argmax: 'the highest score wins', threshold: 'a label is on where its score is above 0' };
  return html`${tensor === undefined ? source : html`${tensor} of ${source}`}: ${formatCount(numLabels)} scores from ${formatCount(dim)} numbers, ${hasBias ? 'with' : 'without'} bias; ${typeof rule === 'string' ? rules[rule] : `the ${rule.topK} highest scores are the output`}${box === undefined ? '' : `; ${inputWords(question)}`}.`;
}
