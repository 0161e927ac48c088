import type { BoxCounts, BoxSummary } from '../detection/box-summary.js';
import type { Colors } from '../terminal/colors.js';
import { formatInteger, formatShare } from '../terminal/format-number.js';
import { renderTable } from '../terminal/table.js';
import { describeLabels } from './layer-options.js';

/** Label sets as the papers decide them, for the terminal: the counts, and what has an input and no ball. */
export function boxLines(
  summary: BoxSummary,
  labelNames: readonly string[] | undefined,
  show: number,
  colors: Colors,
): string[] {
  const { box, epsilon, leastRadius, sets, examples, disagreements } = summary;
  const row = (title: string, key: keyof BoxCounts): string[] => [
    title,
    ...[sets, examples].flatMap((counts) => [
      formatInteger(counts[key]),
      counts.total === 0 ? '-' : formatShare(counts[key] / counts.total),
    ]),
  ];
  const table = renderTable(
    [
      { title: `As the papers decide it, |x| <= ${box}` },
      { title: 'Sets', align: 'right' },
      { title: 'Share', align: 'right' },
      { title: 'Examples', align: 'right' },
      { title: 'Share', align: 'right' },
    ],
    [
      row(`argmaxable (radius >= ${leastRadius})`, 'argmaxable'),
      row('not argmaxable', 'unargmaxable'),
      row('undecided', 'undecided'),
      row(`ε-argmaxable (radius > ${epsilon})`, 'epsilonArgmaxable'),
      row('not ε-argmaxable', 'notEpsilonArgmaxable'),
      row('ε-undecided', 'epsilonUndecided'),
    ],
    colors,
  );
  const listed = disagreements.listed.slice(0, show);
  return [
    table,
    ...listed.map(
      ({ labels, radiusUpperBound, inBox }) =>
        `${inBox} in the box, though an input is known: ${describeLabels(labels, labelNames)} (radius at most ${radiusUpperBound.toPrecision(3)})`,
    ),
    ...(disagreements.sets > listed.length
      ? [`${formatInteger(disagreements.sets)} such label sets in all`]
      : []),
  ];
}
