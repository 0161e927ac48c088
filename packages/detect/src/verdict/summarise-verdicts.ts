import { decidingMethods, type Verdict } from './verdict.js';

/** What a list of verdicts comes to. */
export interface VerdictTotals {
  readonly total: number;
  readonly argmaxable: number;
  readonly unargmaxable: number;
  /** Counted apart: an open question is no "cannot". */
  readonly undecided: number;
  /** How many were decided by each method. */
  readonly decidedBy: Readonly<Record<Verdict['decidedBy'], number>>;
  /** Of the argmaxable sets that have a witness: how many, and quantiles of their margins; without any, null. */
  readonly margins: {
    readonly count: number;
    readonly min: number;
    readonly lowerQuartile: number;
    readonly median: number;
    readonly upperQuartile: number;
    readonly max: number;
  } | null;
}

/**
 * Counts verdicts and orders their margins. Quantiles are order statistics (the value at position ⌊q (count - 1)⌋ of
 * the sorted margins), so that each is the margin of some set.
 */
export function summariseVerdicts(verdicts: Iterable<Verdict>): VerdictTotals {
  const counts = { argmaxable: 0, unargmaxable: 0, undecided: 0 };
  const decidedBy = Object.fromEntries(decidingMethods.map((method) => [method, 0])) as Record<
    Verdict['decidedBy'],
    number
  >;
  const margins: number[] = [];
  let total = 0;
  for (const verdict of verdicts) {
    total++;
    counts[verdict.status]++;
    decidedBy[verdict.decidedBy]++;
    if (verdict.status === 'argmaxable' && verdict.proof === 'witness') margins.push(verdict.margin);
  }
  const sorted = Float64Array.from(margins).sort();
  const quantile = (q: number): number => sorted[Math.floor(q * (sorted.length - 1))]!;
  return {
    total,
    ...counts,
    decidedBy,
    margins:
      sorted.length === 0
        ? null
        : {
            count: sorted.length,
            min: quantile(0),
            lowerQuartile: quantile(0.25),
            median: quantile(0.5),
            upperQuartile: quantile(0.75),
            max: quantile(1),
          },
  };
}
