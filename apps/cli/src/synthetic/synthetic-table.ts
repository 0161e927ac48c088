import type { StudyInterval } from '@sbn/report';
import type { Colors } from '../terminal/colors.js';
import { formatInteger, formatShare } from '../terminal/format-number.js';
import { renderTable } from '../terminal/table.js';
import type { SyntheticSummary } from './synthetic-summary.js';

/** The summary of a synthetic experiment as a table for the terminal. */
export function syntheticTable({ heads, entropy }: SyntheticSummary, colors: Colors): string {
  const table = renderTable(
    [
      { title: 'Head' },
      { title: 'Seeds', align: 'right' },
      { title: 'Parameters', align: 'right' },
      { title: 'KL, nats', align: 'right' },
      { title: 'Modes', align: 'right' },
      { title: 'Rank', align: 'right' },
      { title: 'Energy rank', align: 'right' },
      { title: 'Unargmaxable', align: 'right' },
      { title: 'Undecided', align: 'right' },
    ],
    heads.map((head) => [
      head.headName,
      String(head.seeds.length),
      formatInteger(head.numParams),
      show(head.divergence, (value) => value.toFixed(4)),
      show(head.matchedModes, formatShare),
      show(head.numericalRank, (value) => String(Math.round(value))),
      show(head.energyRank, (value) => String(Math.round(value))),
      show(head.unargmaxable, (value) => (value > 0 ? colors.red : colors.green)(formatShare(value))),
      show(head.undecided, formatShare),
    ]),
    colors,
  );
  return entropy === null ? table : `${table}\n\nEntropy of the truth: ${entropy.toFixed(4)} nats`;
}

function show(interval: StudyInterval | null, format: (value: number) => string): string {
  return interval === null ? '-' : format(interval.mean);
}
