import type { StudyTable } from '@sbn/report';
import type { DrawnCell } from './drawn-summary.js';
import { groupNameOf } from './group-name-of.js';

/** The radii and margins of all layers of all sizes. */
export function radiusTable(cells: readonly DrawnCell[]): StudyTable {
  return {
    id: 'radii',
    title: 'By how much: radii in the box, and margins',
    description:
      'Percentiles over the label sets: geometric means over the seeds, with 95% intervals of the medians.',
    section: 'All measurements',
    rowTitle: 'Layer',
    columns: [
      { key: 'p1', title: 'Radius, 1%' },
      { key: 'p5', title: '5%' },
      { key: 'p25', title: '25%' },
      { key: 'p50', title: 'Median', better: 'higher' },
      { key: 'p75', title: '75%' },
      { key: 'p95', title: '95%' },
      { key: 'p99', title: '99%' },
      { key: 'margin', title: 'Median margin', better: 'higher' },
    ],
    rows: cells.map((cell) => {
      const { p1, p5, p25, p50, p75, p95, p99 } = cell.radius;
      return {
        label: cell.series,
        group: groupNameOf(cell),
        values: {
          p1: p1.mean,
          p5: p5.mean,
          p25: p25.mean,
          p50,
          p75: p75.mean,
          p95: p95.mean,
          p99: p99.mean,
          margin: cell.margin.p50,
        },
      };
    }),
  };
}
