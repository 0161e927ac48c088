import type { ChartPlan } from '../charts/chart-plan.js';
import type { StudyReportData } from '../study-report-data.js';
import { lineChart } from './line-chart.js';
import { oneByOne } from './one-by-one.js';
import type { StudyMarks } from './study-marks.js';

/** All charts that the data allows, in the order of the report. */
export function planStudyCharts(
  { charts = [], oneByOne: withOneByOne = true }: Pick<StudyReportData, 'charts' | 'oneByOne'>,
  marks: StudyMarks,
): ChartPlan[] {
  return charts
    .flatMap((chart) => [
      lineChart(chart, marks.of(chart)),
      withOneByOne ? oneByOne(chart, marks.of(chart)) : null,
    ])
    .filter((plan) => plan !== null);
}
