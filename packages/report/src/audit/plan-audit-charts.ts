import type { AuditReportData } from '../audit-report-data.js';
import type { ChartPlan } from '../charts/chart-plan.js';
import { byCardinality } from './by-cardinality.js';
import { foundMargins } from './found-margins.js';
import { rowLengths } from './row-lengths.js';
import { shareByStatus } from './share-by-status.js';

/** All charts that the data allows, in the order of the report. */
export function planAuditCharts(data: AuditReportData): ChartPlan[] {
  return [shareByStatus(data), byCardinality(data), rowLengths(data), foundMargins(data)].filter(
    (plan) => plan !== null,
  );
}
