export { summariseAudit } from './audit/audit-words.js';
export type * from './audit-report-data.js';
export { renderAuditReport } from './render-audit-report.js';
export { renderCharts } from './render-charts.js';
export { renderReport } from './render-report.js';
export { renderStudyReport } from './render-study-report.js';
export type * from './report-data.js';
export { meanInterval } from './study/mean-interval.js';
export type * from './study-report-data.js';
