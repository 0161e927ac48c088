import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { checkLabels } from './check-labels.js';

/** Whether the last label is a neighbour of the first (`cycle`) or not (`line`). */
export type LabelOrder = 'cycle' | 'line';

/** Options of {@link countSignChanges}. */
export interface CountSignChangesOptions {
  /** The active labels: different integers in [0, n), in any order. */
  readonly labels: Iterable<number>;
  /** Number of labels n >= 1. */
  readonly numLabels: number;
  readonly along: LabelOrder;
}

/**
 * How many neighbouring labels differ in whether they are active: sign changes of the set's sign vector along the
 * line 0, 1, …, n-1, or around the cycle that joins n-1 back to 0 (always an even number).
 *
 * Takes the labels and not the sign vector, so that time grows with the size of the set and not with n.
 * For a sign vector: `countSignChanges({ labels: labelsFromSignVector(signs), … })`.
 *
 * @throws TypeError, RangeError when an option is none of the above
 */
export function countSignChanges(options: CountSignChangesOptions): number {
  checkOptions('countSignChanges', options);
  const { labels, numLabels, along } = options;
  checkInteger('countSignChanges', 'numLabels', numLabels, 1);
  if (along !== 'cycle' && along !== 'line') {
    throw new RangeError(`countSignChanges: along must be 'cycle' or 'line', got ${String(along)}`);
  }
  const sorted = checkLabels('countSignChanges', labels, numLabels);
  if (sorted.length === 0) return 0;
  // Each run of consecutive labels changes the sign at both of its ends.
  let numRuns = 1;
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i]! !== sorted[i - 1]! + 1) numRuns++;
  }
  const touchesFirst = sorted[0] === 0;
  const touchesLast = sorted[sorted.length - 1] === numLabels - 1;
  if (along === 'line') return 2 * numRuns - (touchesFirst ? 1 : 0) - (touchesLast ? 1 : 0);
  // Around the cycle a run that ends at n-1 goes on at 0; the whole cycle has no end at all.
  return touchesFirst && touchesLast ? 2 * (numRuns - 1) : 2 * numRuns;
}
