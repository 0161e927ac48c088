export { renderCharts } from './render-charts.js';
export { renderReport } from './render-report.js';
export type * from './report-data.js';
