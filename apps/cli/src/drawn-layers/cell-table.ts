import type { StudyTable } from '@sbn/report';
import type { DrawnCell } from './drawn-summary.js';

/** All layers of all sizes. */
export function cellTable(cells: readonly DrawnCell[]): StudyTable {
  return {
    id: 'layers',
    title: 'All layers of all sizes',
    description:
      'Means over the seeds with 95% intervals; of radii and margins those of the logarithms. "Missed" are sets that are ' +
      "argmaxable by proof, and that the paper's linear program in the box would call unargmaxable.",
    section: 'All measurements',
    rowTitle: 'Layer',
    columns: [
      { key: 'dim', title: 'Width', format: 'count' },
      { key: 'total', title: 'Sets', format: 'count' },
      { key: 'argmaxable', title: 'Argmaxable', format: 'percent', better: 'higher' },
      { key: 'argmaxableInBox', title: 'In the box', format: 'percent', better: 'higher' },
      { key: 'missedByBox', title: 'Missed', format: 'count' },
      { key: 'epsilonArgmaxable', title: 'ε-argmaxable', format: 'percent', better: 'higher' },
      { key: 'undecided', title: 'Undecided', format: 'percent' },
      { key: 'p1', title: 'Radius, 1%' },
      { key: 'p5', title: '5%' },
      { key: 'p25', title: '25%' },
      { key: 'p50', title: '50%', better: 'higher' },
      { key: 'p75', title: '75%' },
      { key: 'p95', title: '95%' },
      { key: 'p99', title: '99%' },
      { key: 'margin', title: 'Median margin', better: 'higher' },
    ],
    rows: cells.map((cell) => {
      const { numLabels, k, cardinality } = cell;
      const { p1, p5, p25, p50, p75, p95, p99 } = cell.radius;
      const { dim, total, argmaxable, argmaxableInBox, missedByBox, epsilonArgmaxable, undecided } = cell;
      return {
        label: cell.series,
        group: `k = ${k}, n = ${numLabels}${cardinality === k ? '' : `, ${cardinality} labels on`}`,
        values: {
          dim,
          total,
          argmaxable,
          argmaxableInBox,
          missedByBox,
          epsilonArgmaxable,
          undecided,
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
