import { type DrawnChart, drawChart } from './charts/draw-chart.js';
import { planCharts } from './charts/plan-charts.js';
import { checkReportData } from './check-report-data.js';
import { formatCount } from './format/format-count.js';
import { type Html, html } from './html/html.js';
import { page } from './page.js';
import { chartFiles } from './render-charts.js';
import type { RenderedReport, ReportData } from './report-data.js';
import { datasetSection } from './sections/dataset.js';
import { detectionSection } from './sections/detection.js';
import { glossarySection } from './sections/glossary.js';
import { reproduceSection } from './sections/reproduce.js';
import { resultsSection } from './sections/results.js';
import { trainingSection } from './sections/training.js';
import { type Digest, digest } from './summary/digest.js';
import { findings } from './summary/findings.js';

/**
 * Turns the numbers of an experiment into one HTML page and its charts as files.
 *
 * The page needs nothing else: no script, no font, no request; every text from the data is escaped. It follows the
 * reader's light or dark setting and reads from 400 px up. The same data gives the same bytes.
 *
 * @param data what the report is made from; it is not changed
 * @returns the page, and each chart as a light SVG and a PNG at twice its size
 * @throws TypeError or RangeError where the data is not as ReportData says
 */
export async function renderReport(data: ReportData): Promise<RenderedReport> {
  checkReportData(data);
  const digested = digest(data);
  const drawn: DrawnChart[] = [];
  for (const plan of planCharts(digested)) drawn.push(await drawChart(plan));
  const sections = [
    resultsSection(digested, drawn),
    detectionSection(digested, drawn),
    trainingSection(digested, drawn),
    datasetSection(digested, drawn),
    reproduceSection(data),
    glossarySection(digested),
  ].filter((section) => section !== null);
  const { title, createdAt, notes } = data;
  const content = { title, createdAt, notes, subtitle: subtitle(digested), findings: findings(digested) };
  return { html: page(content, sections), charts: drawn.map(chartFiles) };
}

function subtitle({ data, configurations }: Digest): Html {
  const seeds = new Set(data.runs.map((run) => run.seed)).size;
  const { name, numLabels } = data.dataset;
  const count = (number: number, one: string, many: string): string =>
    `${formatCount(number)} ${number === 1 ? one : many}`;
  return html`${name}${numLabels === undefined ? null : `, ${formatCount(numLabels)} labels`}. ${
    data.runs.length === 0
      ? 'No runs yet.'
      : `${count(configurations.length, 'output layer', 'output layers')}, ${count(seeds, 'seed', 'seeds')}, ${count(data.runs.length, 'run', 'runs')}.`
  }`;
}
