import type { StudyChart, StudyFinding, StudyInterval, StudyTable, StudyWord } from '@sbn/report';
import type { StudyContent } from '../experiment/study-content.js';
import { formatInteger } from '../terminal/format-number.js';
import { metricTitle } from '../terminal/metric-title.js';
import { labelOrderClaims } from './label-order-claims.js';
import type { LabelOrderSummary, OrderedHeadSummary } from './label-order-summary.js';

/** What the report of a study of label orders shows of its summary. */
export function labelOrderStudy(summary: LabelOrderSummary): StudyContent {
  const claims = labelOrderClaims(summary);
  const told = differenceFindings(summary);
  return {
    setting: [
      'A DFT layer without slack outputs exactly the label sets with at most 2k sign changes around the cycle of the labels, so that the order of the labels decides which.',
      ...(summary.random.length === 0
        ? []
        : [
            `Counted are ${formatInteger(summary.numSets)} different label sets, in the orders named and in ${formatInteger(summary.random[0]!.ofLarger.length)} random ones; orders are learned from the training examples.`,
          ]),
    ],
    outcome: [...claims.map(({ figure }) => figure), ...told.map(({ sentence }) => sentence)].join(' '),
    claims,
    findings: [...signChangeFindings(summary), ...told],
    charts: [...sharesCharts(summary), ...distributionCharts(summary)],
    tables: [...countedTables(summary), ...trainedTables(summary)],
    glossary,
  };
}

function signChangeFindings({ orders, randomSignChanges }: LabelOrderSummary): StudyFinding[] {
  if (orders.length === 0 || randomSignChanges === null) return [];
  const changes = orders.map(({ name, meanSignChanges }) => `${meanSignChanges.toFixed(2)} in ${name}`);
  return [
    {
      sentence: `A label set has on average ${changes.join(', ')}, and ${randomSignChanges.toFixed(2)} sign changes over random orders.`,
    },
  ];
}

/** Orders after training whose argmaxable label sets can be told from those of the first order. */
function differenceFindings({ heads, metric }: LabelOrderSummary): StudyFinding[] {
  return heads.flatMap((head): StudyFinding[] => {
    const { metricDifference, argmaxableDifference } = head;
    if (metricDifference === null || argmaxableDifference === null || !isTold(argmaxableDifference))
      return [];
    return [
      {
        sentence: `${head.layer} in ${head.order} against ${firstOrder(heads, head)}: ${differenceWords(argmaxableDifference, 'of the label sets argmaxable', 100, ' points')}; ${differenceWords(metricDifference, metricTitle(metric), 1, '')}.`,
      },
    ];
  });
}

/** Whether an interval leaves 0 out. */
function isTold({ low, high }: StudyInterval): boolean {
  return low !== undefined && high !== undefined && (low > 0 || high < 0);
}

function firstOrder(heads: readonly OrderedHeadSummary[], { layer }: OrderedHeadSummary): string {
  return heads.find((head) => head.layer === layer)!.order;
}

/** A difference in words, with its interval and whether it can be told from 0. */
function differenceWords(interval: StudyInterval, what: string, scale: number, unit: string): string {
  const { mean, low, high } = interval;
  const number = (value: number): string =>
    `${value < 0 ? '−' : '+'}${Math.abs(value * scale).toFixed(scale === 1 ? 4 : 2)}`;
  const open = isTold(interval) ? '' : ', no difference that can be told';
  const range =
    low === undefined || high === undefined ? 'one seed' : `95%: ${number(low)} to ${number(high)}${open}`;
  return `${number(mean)}${unit} ${what} (${range})`;
}

function sharesCharts({ orders, random, numLarger }: LabelOrderSummary): StudyChart[] {
  const there = random.filter(({ ofLarger }, i) => (numLarger[i] ?? 0) > 0 && ofLarger.length > 0);
  // No band: that would be read as an interval of a mean, and these are single orders.
  const drawn = [
    ['random orders, 97.5%', 0.975],
    ['random orders, median', 0.5],
    ['random orders, 2.5%', 0.025],
  ] as const;
  const learned = orders.map(({ name, shares }) => ({
    name,
    points: shares.flatMap(({ k, ofLarger }) => (ofLarger === null ? [] : [{ x: k, y: ofLarger }])),
  }));
  const series = [
    ...learned.filter((one) => one.points.length > 0),
    ...(there.length === 0
      ? []
      : drawn.map(([name, share]) => ({
          name,
          points: there.map(({ k, ofLarger }) => ({ x: k, y: quantile(ofLarger, share) })),
          dashed: true,
        }))),
  ].slice(-12);
  if (series.length === 0) return [];
  return [
    {
      id: 'larger-sets',
      title: 'Label sets beyond the promise',
      description:
        'Of the label sets with more than k labels, those that a DFT layer with k and no slack outputs. 95% of the random orders lie between the outer dashed lines.',
      section: 'Without training',
      claims: ['order-decides'],
      x: { title: 'k' },
      y: { title: 'argmaxable, of the sets with more than k labels', format: 'percent' },
      series,
    },
  ];
}

function distributionCharts({ random, numLarger }: LabelOrderSummary): StudyChart[] {
  const series = random
    .filter(({ ofLarger }, i) => (numLarger[i] ?? 0) > 0 && ofLarger.length > 1)
    .slice(0, 12)
    .map(({ k, ofLarger }) => ({
      name: `k = ${k}`,
      points: Array.from({ length: 21 }, (_, i) => ({ x: i / 20, y: quantile(ofLarger, i / 20) })),
    }));
  if (series.length === 0) return [];
  return [
    {
      id: 'random-orders',
      title: 'How random orders differ',
      description:
        'The share that so many of the random orders do not exceed: a flat line means that all random orders are alike.',
      section: 'Without training',
      claims: ['order-decides'],
      x: { title: 'share of the random orders', format: 'percent' },
      y: { title: 'argmaxable, of the sets with more than k labels', format: 'percent' },
      series,
    },
  ];
}

function countedTables({ orders, random, numSets, numLarger }: LabelOrderSummary): StudyTable[] {
  if (orders.length === 0) return [];
  const ks = orders[0]!.shares.map(({ k }) => k);
  return [
    {
      id: 'counted',
      title: 'Larger label sets that a layer without slack outputs',
      description: `Shares of the label sets with more than k labels; of ${formatInteger(numSets)} different label sets so many have more: ${ks.map((k, i) => `${formatInteger(numLarger[i]!)} (k = ${k})`).join(', ')}. The last row is the median of the random orders.`,
      section: 'Without training',
      claims: ['order-decides'],
      rowTitle: 'Order',
      columns: [
        { key: 'changes', title: 'Sign changes, mean', better: 'lower', format: { decimals: 2 } },
        ...ks.map((k) => ({
          key: `k${k}`,
          title: `k = ${k}`,
          better: 'higher' as const,
          format: 'percent' as const,
        })),
      ],
      rows: [
        ...orders.map(({ name, meanSignChanges, shares }) => ({
          label: name,
          values: {
            changes: meanSignChanges,
            ...Object.fromEntries(shares.map(({ k, ofLarger }) => [`k${k}`, ofLarger])),
          },
        })),
        {
          label: 'random orders, median',
          values: Object.fromEntries(
            random.flatMap(({ k, ofLarger }) =>
              ofLarger.length === 0 ? [] : [[`k${k}`, quantile(ofLarger, 0.5)]],
            ),
          ),
        },
      ],
    },
  ];
}

function trainedTables({ heads, metric }: LabelOrderSummary): StudyTable[] {
  if (heads.length === 0) return [];
  return [
    {
      id: 'trained',
      title: 'Layers trained in each order',
      description:
        'Means over the seeds with 95% intervals. Argmaxable: an input is proved to output the set. Larger: of the sets with more than k labels.',
      section: 'With training',
      claims: ['order-guarantee'],
      rowTitle: 'Order',
      columns: [
        { key: 'metric', title: metricTitle(metric), better: 'higher', format: { decimals: 4 } },
        { key: 'argmaxable', title: 'Argmaxable', better: 'higher', format: 'percent' },
        { key: 'larger', title: 'Larger sets argmaxable', better: 'higher', format: 'percent' },
        { key: 'epsilon', title: 'ε-argmaxable', better: 'higher', format: 'percent' },
        { key: 'promised', title: 'Promised sets out of reach', better: 'lower', format: 'count' },
      ],
      rows: heads.map((head) => ({
        label: head.order,
        group: head.layer,
        values: {
          metric: head.metric,
          argmaxable: head.argmaxable,
          larger: head.argmaxableLarger,
          epsilon: head.epsilonArgmaxable,
          promised: head.guarantee?.unargmaxable ?? null,
        },
      })),
    },
  ];
}

/** @param sorted at least one number */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))]!;
}

const glossary: readonly StudyWord[] = [
  {
    word: 'sign change',
    meaning:
      'Two neighbouring labels of which one is in the label set and the other is not. Labels stand around a cycle, so that the last one is a neighbour of the first.',
  },
  {
    word: 'co-occurrence order',
    meaning:
      'Labels that training examples have together stand side by side, so that a label set has few sign changes.',
  },
  {
    word: 'argmaxable',
    meaning: 'Some input makes the layer output exactly this label set.',
  },
];
