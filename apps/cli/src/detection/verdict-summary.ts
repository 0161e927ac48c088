import type { Verdict } from '@sbn/detect';

/** Counts of verdicts; the three add up to `total`. */
export interface VerdictCounts {
  readonly total: number;
  readonly argmaxable: number;
  readonly unargmaxable: number;
  readonly undecided: number;
}

/** A label set worth showing. */
export interface NotableVerdict {
  readonly labels: readonly number[];
  readonly status: Verdict['status'];
  /** How many examples carry this set. */
  readonly occurrences: number;
  /** For undecided sets: why. */
  readonly reason?: string;
}

/** What a list of verdicts comes to: `detection.json` without the time it took. */
export interface VerdictSummary extends VerdictCounts {
  /** Each label set counted as often as it occurs. */
  readonly perExample: VerdictCounts;
  /** The sets that the head's construction promises: those with at most k labels. */
  readonly guarantee?: VerdictCounts & { readonly k: number };
  /** By the number of active labels, ascending. */
  readonly byCardinality: readonly (VerdictCounts & {
    readonly cardinality: number;
    /** Each label set counted as often as it occurs. */
    readonly perExample: VerdictCounts;
  })[];
  /** `counts[i]` argmaxable sets have a margin with log10 in [edges[i], edges[i + 1]). Sets without a witness are left out. */
  readonly margins: { readonly log10Edges: readonly number[]; readonly counts: readonly number[] };
  /** Whether all of these are the largest margins there are, and not those of the first inputs found. */
  readonly marginsAreBest: boolean;
  /** What decided how many, most first, and the time that took, over all threads. */
  readonly decidedBy: readonly {
    readonly name: string;
    readonly count: number;
    readonly milliseconds: number;
  }[];
  /** Unargmaxable sets, the most frequent first, then undecided ones; at most {@link notableLimit} of each. */
  readonly notable: readonly NotableVerdict[];
}

/** Collects verdicts one by one; what it keeps does not grow with their number. */
export interface VerdictSummarizer {
  /** @param occurrences how many examples carry the set; 1 when left out */
  add(verdict: Verdict, occurrences?: number): void;
  summary(): VerdictSummary;
}

/** How many unargmaxable and how many undecided label sets a summary names. */
export const notableLimit = 20;

const binsPerDecade = 4;

type MutableCounts = { -readonly [Key in keyof VerdictCounts]: number };

/** Makes an empty {@link VerdictSummarizer}. @param guaranteedK the k of a head that promises all sets of at most k labels */
export function summarizeVerdicts(guaranteedK?: number): VerdictSummarizer {
  const all = noCounts();
  const perExample = noCounts();
  const guarantee = noCounts();
  const byCardinality = new Map<number, { sets: MutableCounts; perExample: MutableCounts }>();
  const bins = new Map<number, number>();
  const deciders = new Map<string, { count: number; milliseconds: number }>();
  let marginsAreBest = true;
  const notable: Record<'unargmaxable' | 'undecided', NotableVerdict[]> = { unargmaxable: [], undecided: [] };

  return {
    add: (verdict, occurrences = 1) => {
      const { labels, status, decidedBy, milliseconds } = verdict;
      const decider = deciders.get(decidedBy) ?? { count: 0, milliseconds: 0 };
      decider.count++;
      decider.milliseconds += milliseconds;
      deciders.set(decidedBy, decider);
      count(all, status, 1);
      count(perExample, status, occurrences);
      if (guaranteedK !== undefined && labels.length <= guaranteedK) count(guarantee, status, 1);
      let counts = byCardinality.get(labels.length);
      if (counts === undefined) {
        counts = { sets: noCounts(), perExample: noCounts() };
        byCardinality.set(labels.length, counts);
      }
      count(counts.sets, status, 1);
      count(counts.perExample, status, occurrences);
      if (status === 'argmaxable') {
        if (verdict.proof === 'witness' && verdict.margin > 0) {
          const bin = Math.floor(Math.log10(verdict.margin) * binsPerDecade);
          bins.set(bin, (bins.get(bin) ?? 0) + 1);
          marginsAreBest &&= verdict.marginIsBest;
        }
        return;
      }
      const list = notable[status];
      const reason = verdict.status === 'undecided' ? { reason: verdict.reason } : {};
      list.push({ labels: [...labels], status, occurrences, ...reason });
      // Stable, so that of equally frequent sets the first ones stay.
      list.sort((a, b) => b.occurrences - a.occurrences);
      if (list.length > notableLimit) list.pop();
    },
    summary: () => {
      const filled = [...bins.keys()];
      const lowest = Math.min(...filled);
      const numBins = filled.length === 0 ? 0 : Math.max(...filled) - lowest + 1;
      return {
        ...all,
        perExample: { ...perExample },
        ...(guaranteedK === undefined ? {} : { guarantee: { k: guaranteedK, ...guarantee } }),
        byCardinality: [...byCardinality]
          .sort(([a], [b]) => a - b)
          .map(([cardinality, { sets, perExample: examples }]) => ({
            cardinality,
            ...sets,
            perExample: { ...examples },
          })),
        margins: {
          log10Edges:
            numBins === 0 ? [] : Array.from({ length: numBins + 1 }, (_, i) => (lowest + i) / binsPerDecade),
          counts: Array.from({ length: numBins }, (_, i) => bins.get(lowest + i) ?? 0),
        },
        marginsAreBest,
        decidedBy: [...deciders]
          .map(([name, decider]) => ({ name, ...decider }))
          .sort((a, b) => b.count - a.count),
        notable: [...notable.unargmaxable, ...notable.undecided],
      };
    },
  };
}

function noCounts(): MutableCounts {
  return { total: 0, argmaxable: 0, unargmaxable: 0, undecided: 0 };
}

function count(counts: MutableCounts, status: Verdict['status'], times: number): void {
  counts.total += times;
  counts[status] += times;
}
