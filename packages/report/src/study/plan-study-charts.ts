import type { ChartPlan } from '../charts/chart-plan.js';
import type { StudyChart } from '../study-report-data.js';
import { lineChart } from './line-chart.js';
import { oneByOne } from './one-by-one.js';
import type { StudyMarks } from './study-marks.js';

/** All charts that the data allows, in the order of the report. */
export function planStudyCharts(charts: readonly StudyChart[], marks: StudyMarks): ChartPlan[] {
  return charts
    .flatMap((chart) => [lineChart(chart, marks.of(chart)), oneByOne(chart, marks.of(chart))])
    .filter((plan) => plan !== null);
}
