import type { StudyInterval } from '@sbn/report';
import type { Colors } from '../terminal/colors.js';
import { formatInteger, formatShare } from '../terminal/format-number.js';
import { metricTitle } from '../terminal/metric-title.js';
import { renderTable } from '../terminal/table.js';
import type { LabelOrderSummary } from './label-order-summary.js';

/** A study of label orders as tables for the terminal: what was counted, and what was trained. */
export function labelOrderTable(summary: LabelOrderSummary, colors: Colors): string {
  const { orders, random, heads, metric, numSets } = summary;
  const share = (value: number | null | undefined): string => (value == null ? '-' : formatShare(value));
  const counted = renderTable(
    [
      { title: `Of ${formatInteger(numSets)} label sets, those with more than k labels` },
      ...random.map(({ k }) => ({ title: `k=${k}`, align: 'right' as const })),
    ],
    [
      ...orders.map(({ name, shares }) => [name, ...shares.map(({ ofLarger }) => share(ofLarger))]),
      ...(['least', 'median', 'most'] as const).map((which) => [
        `random orders, ${which}`,
        ...random.map(({ ofLarger }) =>
          share(ofLarger.at({ least: 0, median: Math.floor(ofLarger.length / 2), most: -1 }[which])),
        ),
      ]),
    ],
    colors,
  );
  const trained = renderTable(
    [
      { title: 'Trained' },
      { title: metricTitle(metric), align: 'right' },
      { title: 'Argmaxable', align: 'right' },
      { title: '(of > k labels)', align: 'right' },
      { title: 'ε-argmaxable', align: 'right' },
    ],
    heads.map((head) => [
      `${head.layer}, ${head.order}`,
      show(head.metric, (value) => value.toFixed(4)),
      show(head.argmaxable, formatShare),
      show(head.argmaxableLarger, formatShare),
      show(head.epsilonArgmaxable, formatShare),
    ]),
    colors,
  );
  return [...(random.length === 0 ? [] : [counted]), ...(heads.length === 0 ? [] : [trained])].join('\n\n');
}

function show(interval: StudyInterval | null, format: (value: number) => string): string {
  return interval === null ? '-' : format(interval.mean);
}
