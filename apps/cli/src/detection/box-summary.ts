import type { ChebyshevRadius } from '@sbn/detect';

/** The papers' program asks for r >= 1e-8: a set without such a ball in the box is unargmaxable to them. */
export const leastRadius = 1e-8;

/** How many disagreements a summary names. */
export const disagreementLimit = 20;

const percents = [1, 5, 10, 25, 50, 75, 90, 95, 99] as const;

/** What the program in the box says of label sets; the first three add up to `total`, and so do the last three. */
export interface BoxCounts {
  readonly total: number;
  /** A ball of radius {@link leastRadius} fits, proved. */
  readonly argmaxable: number;
  /** None fits, proved. */
  readonly unargmaxable: number;
  /** The radius is so near to {@link leastRadius} that neither could be proved. */
  readonly undecided: number;
  /** The radius is over epsilon, proved. */
  readonly epsilonArgmaxable: number;
  readonly notEpsilonArgmaxable: number;
  readonly epsilonUndecided: number;
}

/** A label set that some input outputs, and of which the program in the box does not say so. */
export interface BoxDisagreement {
  readonly labels: readonly number[];
  /** How many examples carry this set. */
  readonly occurrences: number;
  /** Its scale-free margin; left out where it was decided without a witness. */
  readonly margin?: number;
  /** No ball in the box is larger, proved. */
  readonly radiusUpperBound: number;
  /** `unargmaxable` where that is below {@link leastRadius}. */
  readonly inBox: 'unargmaxable' | 'undecided';
}

/** Label sets as the papers decide them: by the largest ball of inputs with its center in a box. */
export interface BoxSummary {
  /** B: |x_j| <= B for the centers. */
  readonly box: number;
  readonly epsilon: number;
  readonly leastRadius: number;
  /** Each different label set once. */
  readonly sets: BoxCounts;
  /** Each label set as often as it occurs. */
  readonly examples: BoxCounts;
  /** By the number of active labels, ascending. */
  readonly byCardinality: readonly {
    readonly cardinality: number;
    readonly sets: BoxCounts;
    readonly examples: BoxCounts;
  }[];
  /**
   * The radius that so many percent of the sets (or examples) do not exceed, 0 for a set without a ball; null where
   * nothing bounds it. Empty without sets.
   */
  readonly radii: readonly {
    readonly percent: number;
    readonly sets: number | null;
    readonly examples: number | null;
  }[];
  /** Sets that are argmaxable, proved by an input, and not by the program in the box. */
  readonly disagreements: {
    readonly sets: number;
    readonly examples: number;
    /** The most frequent ones, at most {@link disagreementLimit}. */
    readonly listed: readonly BoxDisagreement[];
  };
}

/** A verdict over all inputs, as far as the program in the box is set beside it. */
export interface BoxedVerdict {
  readonly labels: readonly number[];
  readonly status: 'argmaxable' | 'unargmaxable' | 'undecided';
  /** Whether no input at all outputs the set, proved: no ball then fits into any box. */
  readonly isImpossible: boolean;
  readonly margin?: number | undefined;
  /** How many examples carry the set. */
  readonly occurrences: number;
}

/** The bounds of a measured radius. */
export type RadiusBounds = Pick<ChebyshevRadius, 'radius' | 'radiusUpperBound'>;

/** Collects radii one by one. */
export interface BoxSummarizer {
  /** @param radius left out where the set is impossible */
  add(verdict: BoxedVerdict, radius?: RadiusBounds): void;
  summary(): BoxSummary;
}

type MutableCounts = { -readonly [Key in keyof BoxCounts]: number };

/**
 * Makes an empty {@link BoxSummarizer}.
 *
 * The papers solve: maximise r subject to s_i (w_i·x + b_i) >= ‖w_i‖ r, |x_j| <= B, r >= 1e-8. A set is argmaxable where
 * that is feasible, and ε-argmaxable where r > ε. Here both are decided by proved bounds of r and not by a solver's word:
 * a solver with a tolerance of 1e-9 calls some sets infeasible of which an input is known.
 *
 * Source: Grivas, Vergari, Lopez, "Taming the Sigmoid Bottleneck", AAAI 2024.
 *
 * @param options.box B
 * @param options.epsilon ε
 */
export function summarizeBox({
  box,
  epsilon,
}: {
  readonly box: number;
  readonly epsilon: number;
}): BoxSummarizer {
  const sets = noCounts();
  const examples = noCounts();
  const byCardinality = new Map<number, { sets: MutableCounts; examples: MutableCounts }>();
  const radii: { readonly radius: number; readonly occurrences: number }[] = [];
  const disagreements = { sets: 0, examples: 0 };
  const listed: BoxDisagreement[] = [];

  return {
    add: (verdict, bounds = { radius: 0, radiusUpperBound: 0 }) => {
      const { labels, status, margin, occurrences } = verdict;
      const { radius, radiusUpperBound } = bounds;
      const decision =
        radius >= leastRadius ? 'argmaxable' : radiusUpperBound < leastRadius ? 'unargmaxable' : 'undecided';
      const epsilonDecision =
        radius > epsilon
          ? 'epsilonArgmaxable'
          : radiusUpperBound <= epsilon
            ? 'notEpsilonArgmaxable'
            : 'epsilonUndecided';
      let ofCardinality = byCardinality.get(labels.length);
      if (ofCardinality === undefined) {
        ofCardinality = { sets: noCounts(), examples: noCounts() };
        byCardinality.set(labels.length, ofCardinality);
      }
      for (const [counts, times] of [
        [sets, 1],
        [ofCardinality.sets, 1],
        [examples, occurrences],
        [ofCardinality.examples, occurrences],
      ] as const) {
        counts.total += times;
        counts[decision] += times;
        counts[epsilonDecision] += times;
      }
      radii.push({ radius: Math.max(0, radius), occurrences });
      if (status !== 'argmaxable' || decision === 'argmaxable') return;
      disagreements.sets++;
      disagreements.examples += occurrences;
      listed.push({
        labels: [...labels],
        occurrences,
        ...(margin === undefined ? {} : { margin }),
        radiusUpperBound,
        inBox: decision,
      });
      // Stable, so that of equally frequent sets the first ones stay.
      listed.sort((a, b) => b.occurrences - a.occurrences);
      if (listed.length > disagreementLimit) listed.pop();
    },
    summary: () => {
      const sorted = radii.toSorted((a, b) => a.radius - b.radius);
      return {
        box,
        epsilon,
        leastRadius,
        sets: { ...sets },
        examples: { ...examples },
        byCardinality: [...byCardinality]
          .sort(([a], [b]) => a - b)
          .map(([cardinality, counts]) => ({
            cardinality,
            sets: { ...counts.sets },
            examples: { ...counts.examples },
          })),
        radii: percents.flatMap((percent) =>
          sorted.length === 0
            ? []
            : [
                {
                  percent,
                  sets: radiusAt(sorted, (percent / 100) * sets.total, () => 1),
                  examples: radiusAt(
                    sorted,
                    (percent / 100) * examples.total,
                    ({ occurrences }) => occurrences,
                  ),
                },
              ],
        ),
        disagreements: { ...disagreements, listed: [...listed] },
      };
    },
  };
}

/** The smallest radius up to which the weights add up to `weight`. */
function radiusAt<Entry extends { readonly radius: number }>(
  sorted: readonly Entry[],
  weight: number,
  weightOf: (entry: Entry) => number,
): number | null {
  let sum = 0;
  let at = 0;
  while (at < sorted.length - 1) {
    sum += weightOf(sorted[at]!);
    if (sum >= weight) break;
    at++;
  }
  const { radius } = sorted[at]!;
  return Number.isFinite(radius) ? radius : null;
}

function noCounts(): MutableCounts {
  return {
    total: 0,
    argmaxable: 0,
    unargmaxable: 0,
    undecided: 0,
    epsilonArgmaxable: 0,
    notEpsilonArgmaxable: 0,
    epsilonUndecided: 0,
  };
}
