import { type DrawnChart, drawChart } from './charts/draw-chart.js';
import { planCharts } from './charts/plan-charts.js';
import { standaloneSvg } from './charts/standalone-svg.js';
import { svgToPng } from './charts/svg-to-png.js';
import { checkReportData } from './check-report-data.js';
import type { RenderedChart, ReportData } from './report-data.js';
import { digest } from './summary/digest.js';

/**
 * Draws the charts of a report as files: an SVG that needs nothing else, and a PNG at twice its size.
 *
 * The same data gives the same bytes. A chart whose numbers are missing is left out.
 *
 * @param data what the charts are made from; it is not changed
 * @throws TypeError or RangeError where the data is not as ReportData says
 */
export async function renderCharts(data: ReportData): Promise<readonly RenderedChart[]> {
  checkReportData(data);
  const charts: RenderedChart[] = [];
  for (const plan of planCharts(digest(data))) charts.push(chartFiles(await drawChart(plan)));
  return charts;
}

/** The files of one drawn chart. */
export function chartFiles(chart: DrawnChart): RenderedChart {
  const svg = standaloneSvg(chart);
  return { name: chart.plan.name, title: chart.plan.title, svg, png: svgToPng(svg) };
}
