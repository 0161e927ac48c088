import type { StudyTable } from '@sbn/report';
import type { DrawnCell } from './drawn-summary.js';
import { groupNameOf } from './group-name-of.js';

/** What all layers of all sizes can output. */
export function decisionTable(cells: readonly DrawnCell[]): StudyTable {
  return {
    id: 'decisions',
    title: 'What each layer can output',
    description:
      'Shares of the label sets. "Missed" are sets that are argmaxable by proof, and that the paper\'s linear program in the box ' +
      'would call unargmaxable.',
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
    ],
    rows: cells.map((cell) => {
      const { series, dim, total, argmaxable, argmaxableInBox, missedByBox, epsilonArgmaxable, undecided } =
        cell;
      return {
        label: series,
        group: groupNameOf(cell),
        values: { dim, total, argmaxable, argmaxableInBox, missedByBox, epsilonArgmaxable, undecided },
      };
    }),
  };
}
