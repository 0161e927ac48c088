import type { StudyClaim } from '@sbn/report';
import { formatInteger, formatShare } from '../terminal/format-number.js';
import type { LabelOrderSummary } from './label-order-summary.js';

/** What is claimed of label orders, and what the runs of a study say of it. */
export function labelOrderClaims(summary: LabelOrderSummary): StudyClaim[] {
  return [guaranteeClaim(summary), otherSetsClaim(summary)];
}

/**
 * In whatever order the labels stand, a DFT layer can output all label sets of at most k labels.
 *
 * Borne out: in all orders and seeds none of the label sets of at most k labels in question is unargmaxable or
 * undecided. Not borne out: one is unargmaxable, proved. Open: some are undecided, or none was asked about.
 */
export function guaranteeClaim({ heads }: LabelOrderSummary): StudyClaim {
  const promised = heads.flatMap(({ guarantee }) => guarantee ?? []);
  const sum = (key: 'total' | 'argmaxable' | 'unargmaxable' | 'undecided'): number =>
    promised.reduce((all, one) => all + one[key], 0);
  const orders = new Set(heads.flatMap(({ guarantee, order }) => (guarantee === null ? [] : [order])));
  const [total, unargmaxable, undecided] = [sum('total'), sum('unargmaxable'), sum('undecided')];
  const remark =
    total === 0
      ? 'No trained layer that promises label sets was asked.'
      : unargmaxable > 0
        ? `${unargmaxable} are proved to be out of reach.`
        : undecided > 0
          ? `${undecided} are undecided.`
          : undefined;
  return {
    id: 'order-guarantee',
    claim: 'A DFT layer can output every label set of at most k labels, in whatever order the labels stand.',
    where: 'the construction of the DFT layer',
    figure: `In ${orders.size} orders, all seeds together, ${formatInteger(sum('argmaxable'))} of ${formatInteger(total)} checks of label sets with at most k labels found an input.`,
    verdict: unargmaxable > 0 ? 'not-borne-out' : total === 0 || undecided > 0 ? 'open' : 'borne-out',
    ...(remark === undefined ? {} : { remark }),
  };
}

/**
 * The order of the labels decides which label sets of more than k labels a DFT layer can output.
 *
 * Looked at is each k for which random orders differ: not all of them output all of the larger sets, or none. Borne out:
 * for all of those the share of the co-occurrence order is outside of the range of all random orders. Not borne out: for
 * none. Else, and without such a k or order: open.
 */
export function otherSetsClaim({ orders, random }: LabelOrderSummary): StudyClaim {
  const learned = orders.find(({ id }) => id === 'co-occurrence');
  const compared = random.flatMap(({ k, ofLarger }) => {
    const share = learned?.shares.find((one) => one.k === k)?.ofLarger ?? undefined;
    const [low, high] = [ofLarger[0], ofLarger.at(-1)];
    if (share === undefined || low === undefined || high === undefined) return [];
    const isSettled = low === high && (low === 0 || low === 1) && share === low;
    return isSettled ? [] : [{ k, share, low, high, isOutside: share < low || share > high }];
  });
  const outside = compared.filter(({ isOutside }) => isOutside);
  // The k where the orders differ most.
  const telling = compared.toSorted((a, b) => distance(b) - distance(a))[0];
  const verdict =
    compared.length === 0
      ? 'open'
      : outside.length === compared.length
        ? 'borne-out'
        : outside.length === 0
          ? 'not-borne-out'
          : 'open';
  const numRandom = random[0]?.ofLarger.length ?? 0;
  return {
    id: 'order-decides',
    claim: 'The order of the labels decides which label sets of more than k labels a DFT layer can output.',
    where: 'the construction of the DFT layer',
    figure:
      telling === undefined
        ? 'No order was counted beside random ones.'
        : `With k = ${telling.k} and no slack, ${formatShare(telling.share)} of the label sets with more labels are argmaxable when labels that occur together stand side by side, ${formatShare(telling.low)} to ${formatShare(telling.high)} in ${numRandom} random orders; outside of the range of the random orders for ${outside.length} of ${compared.length} k.`,
    verdict,
    ...(verdict === 'borne-out'
      ? {}
      : {
          remark:
            compared.length === 0
              ? 'Add the co-occurrence order and some k below the size of the label sets.'
              : 'For some k the learned order is no better than random ones.',
        }),
  };
}

function distance({ share, low, high }: { share: number; low: number; high: number }): number {
  return Math.max(share - high, low - share);
}
