import type { StudyInterval } from '@sbn/report';
import type { VerdictCounts } from '../detection/verdict-summary.js';
import { groupBy } from '../experiment/group-by.js';
import { byHead, intervalOver } from '../experiment/over-seeds.js';
import { labelOrderName } from './expand-orders.js';
import {
  type CountingRecord,
  type LabelOrderOutcome,
  type OrderCount,
  type OrderedOutcome,
  outcomesByKind,
} from './label-order-records.js';

/** One head in one order over its seeds. A number that was not measured is null. */
export interface OrderedHeadSummary {
  readonly headId: string;
  /** Without the order: `DFT k=4 slack=8`. */
  readonly layer: string;
  readonly order: string;
  readonly seeds: readonly number[];
  readonly metric: StudyInterval | null;
  /** Shares of the label sets, proved. */
  readonly argmaxable: StudyInterval | null;
  /** Of those with more labels than the head promises; null where it promises none. */
  readonly argmaxableLarger: StudyInterval | null;
  /** As the papers decide it, where radii were measured. */
  readonly epsilonArgmaxable: StudyInterval | null;
  /** Of the metric and of `argmaxable` against the first order: the differences of runs with the same seed. */
  readonly metricDifference: StudyInterval | null;
  readonly argmaxableDifference: StudyInterval | null;
  /** The sets with at most k labels, of all seeds; null where the head promises none or nothing was asked. */
  readonly guarantee: VerdictCounts | null;
}

/** What random orders come to for one k: their shares of the sets with more than k labels. */
export interface RandomShares {
  readonly k: number;
  /** Increasing. */
  readonly ofLarger: readonly number[];
}

/** What a study of label orders comes to: `summary.json`. */
export interface LabelOrderSummary {
  readonly name: string;
  readonly metric: string;
  readonly numSets: number;
  readonly numLarger: readonly number[];
  readonly orders: readonly OrderCount[];
  readonly random: readonly RandomShares[];
  /** Mean sign changes of the random orders. */
  readonly randomSignChanges: number | null;
  readonly heads: readonly OrderedHeadSummary[];
}

/** Sums up the runs of a study: what was counted, and means over the seeds of each head in each order. */
export function summarizeLabelOrder(
  name: string,
  outcomes: readonly LabelOrderOutcome[],
  metric = 'f1At5',
): LabelOrderSummary {
  const { counting, ordered } = outcomesByKind(outcomes);
  const counted = counting?.evaluation;
  return {
    name,
    metric,
    numSets: counted?.numSets ?? 0,
    numLarger: counted?.numLarger ?? [],
    orders: counted?.orders ?? [],
    random: counted === undefined ? [] : randomShares(counted),
    randomSignChanges:
      counted === undefined || counted.random.length === 0
        ? null
        : counted.random.reduce((sum, one) => sum + one.meanSignChanges, 0) / counted.random.length,
    heads: [...groupBy(ordered, ({ run }) => run.layer.id).values()].flatMap((ofLayer) => {
      const groups = byHead(ofLayer);
      return groups.map((group) => summarizeGroup(group, groups[0]!, metric));
    }),
  };
}

function summarizeGroup(
  group: readonly OrderedOutcome[],
  first: readonly OrderedOutcome[],
  metric: string,
): OrderedHeadSummary {
  const { run } = group[0]!;
  const metricOf = ({ evaluation }: OrderedOutcome): number | undefined => evaluation?.metrics[metric];
  const difference = (pick: (outcome: OrderedOutcome) => number | undefined): StudyInterval | null =>
    group === first
      ? null
      : intervalOver(group, (outcome) => {
          const other = first.find((one) => one.run.seed === outcome.run.seed);
          const [value, base] = [pick(outcome), other && pick(other)];
          return value === undefined || base === undefined ? undefined : value - base;
        });
  return {
    headId: run.headId,
    layer: run.layer.name,
    order: labelOrderName(run.order),
    seeds: group.map((outcome) => outcome.run.seed),
    metric: intervalOver(group, metricOf),
    argmaxable: intervalOver(group, argmaxableShare),
    argmaxableLarger: intervalOver(group, largerShare),
    epsilonArgmaxable: intervalOver(
      group,
      ({ detection }) =>
        detection?.inBox && detection.inBox.sets.epsilonArgmaxable / detection.inBox.sets.total,
    ),
    metricDifference: difference(metricOf),
    argmaxableDifference: difference(argmaxableShare),
    guarantee: addUp(group.flatMap(({ detection }) => detection?.guarantee ?? [])),
  };
}

function argmaxableShare({ detection }: OrderedOutcome): number | undefined {
  return detection && detection.argmaxable / detection.total;
}

function largerShare({ detection }: OrderedOutcome): number | undefined {
  if (detection?.guarantee === undefined) return undefined;
  const { k } = detection.guarantee;
  const larger = addUp(detection.byCardinality.filter(({ cardinality }) => cardinality > k));
  return larger === null ? undefined : larger.argmaxable / larger.total;
}

function addUp(counts: readonly VerdictCounts[]): VerdictCounts | null {
  if (counts.length === 0) return null;
  const sum = (key: keyof VerdictCounts): number => counts.reduce((all, one) => all + one[key], 0);
  return {
    total: sum('total'),
    argmaxable: sum('argmaxable'),
    unargmaxable: sum('unargmaxable'),
    undecided: sum('undecided'),
  };
}

function randomShares({ orders, random }: CountingRecord): RandomShares[] {
  const ks = (random[0] ?? orders[0])?.shares.map(({ k }) => k) ?? [];
  return ks.map((k, i) => ({
    k,
    ofLarger: random.flatMap(({ shares }) => shares[i]!.ofLarger ?? []).sort((a, b) => a - b),
  }));
}
