import type { ReportInBox } from '@sbn/report';
import type { BoxSummary } from './box-summary.js';

/** Label sets as the papers decide them, for a report: with the names of labels, where these are known. */
export function reportInBox(
  { byCardinality: _, disagreements, ...summary }: BoxSummary,
  labelNames: readonly string[] | undefined,
): ReportInBox {
  return {
    ...summary,
    disagreements: {
      ...disagreements,
      listed: disagreements.listed.map(({ labels, ...one }) => ({
        ...one,
        labels: labels.map((label) => labelNames?.[label] ?? String(label)),
        ...(labelNames === undefined ? {} : { numbers: labels }),
      })),
    },
  };
}
