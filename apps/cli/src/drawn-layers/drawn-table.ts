import type { Colors } from '../terminal/colors.js';
import { formatInteger, formatShare } from '../terminal/format-number.js';
import { renderTable } from '../terminal/table.js';
import type { DrawnSummary } from './drawn-summary.js';

/** The summary of a study of drawn layers as a table for the terminal. */
export function drawnTable({ cells, box, epsilon }: DrawnSummary, colors: Colors): string {
  const table = renderTable(
    [
      { title: 'Layer' },
      { title: 'n', align: 'right' },
      { title: 'k', align: 'right' },
      { title: 'Width', align: 'right' },
      { title: 'Labels on', align: 'right' },
      { title: 'Sets', align: 'right' },
      { title: 'Argmaxable', align: 'right' },
      { title: 'In the box', align: 'right' },
      { title: 'ε-argmaxable', align: 'right' },
      { title: 'Undecided', align: 'right' },
      { title: 'Median radius', align: 'right' },
      { title: 'Median margin', align: 'right' },
    ],
    cells.map((cell) => [
      cell.series,
      formatInteger(cell.numLabels),
      String(cell.k),
      String(cell.dim),
      String(cell.cardinality),
      formatInteger(cell.total),
      (cell.argmaxable.mean < 1 ? colors.red : colors.green)(formatShare(cell.argmaxable.mean)),
      formatShare(cell.argmaxableInBox.mean),
      formatShare(cell.epsilonArgmaxable.mean),
      formatShare(cell.undecided.mean),
      cell.radius.p50.mean.toPrecision(3),
      cell.margin.p50.mean.toPrecision(3),
    ]),
    colors,
  );
  return box === null ? table : `${table}\n\nRadii in the box |x_j| <= ${box}, ε = ${epsilon}`;
}
