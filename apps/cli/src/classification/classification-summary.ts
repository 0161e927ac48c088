import type { BoxCounts } from '../detection/box-summary.js';
import type { DetectionRecord } from '../detection/detection-record.js';
import type { VerdictSummary } from '../detection/verdict-summary.js';
import { groupBy } from '../experiment/group-by.js';

/** What one finished run contributes to the summary. */
export interface RunResult {
  readonly id: string;
  readonly headId: string;
  readonly headName: string;
  readonly seed: number;
  /** Trainable parameters of the head, biases included. */
  readonly numParams: number;
  /** Columns of the output layer. */
  readonly columns: number;
  readonly kind: string;
  readonly slackDims?: number | undefined;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly detection?: (VerdictSummary & Pick<DetectionRecord, 'inBox'>) | undefined;
}

/** A number over the seeds. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation (n - 1); null with one value. */
  readonly deviation: number | null;
  readonly values: readonly number[];
}

/** One head over its seeds. */
export interface HeadSummary {
  readonly headId: string;
  readonly headName: string;
  readonly seeds: readonly number[];
  readonly numParams: number;
  readonly metric: Spread | null;
  /** Shares of the label sets, of those that were asked about. */
  readonly unargmaxable: Spread | null;
  readonly undecided: Spread | null;
  /** The share of unargmaxable sets among those with at most k labels, where the head promises none. */
  readonly brokenGuarantee: Spread | null;
  /** As the papers decide it, where radii were measured: shares of the label sets and of the examples. */
  readonly inBox: InBoxSummary | null;
}

/** What a head can output as the papers decide it, over its seeds. */
export interface InBoxSummary {
  readonly argmaxable: { readonly sets: Spread; readonly examples: Spread };
  readonly epsilonArgmaxable: { readonly sets: Spread; readonly examples: Spread };
}

/** A head set beside another: a head with s learned slack columns beside a bottleneck of width 2s. */
export interface HeadComparison {
  readonly candidate: string;
  readonly baseline: string;
  /** candidate / baseline - 1 of the metric's mean over the seeds. */
  readonly relativeDifference: number | null;
  /** 1 - candidate parameters / baseline parameters. */
  readonly parameterSaving: number;
}

/** What an experiment comes to: `summary.json`. */
export interface ClassificationSummary {
  readonly name: string;
  /** The metric the summary speaks about. */
  readonly metric: string;
  readonly heads: readonly HeadSummary[];
  readonly comparisons: readonly HeadComparison[];
}

/** Options of {@link summarizeClassification}. */
export interface ClassificationSummaryOptions {
  readonly name: string;
  readonly metric: string;
  readonly runs: readonly RunResult[];
  /** Head ids to compare; found by width when left out. */
  readonly comparisons?: readonly { readonly candidate: string; readonly baseline: string }[] | undefined;
}

/** Means over the seeds of each head, in the order of the runs, and the pairs of heads that are meant to be compared. */
export function summarizeClassification(options: ClassificationSummaryOptions): ClassificationSummary {
  const { name, metric, runs } = options;
  const groups = [...groupBy(runs, ({ headId }) => headId).values()];

  const heads = groups.map((group): HeadSummary => {
    const { headId, headName, numParams } = group[0]!;
    const shareOf = (status: 'unargmaxable' | 'undecided'): Spread | null =>
      spreadOf(group.map(({ detection }) => detection && share(detection[status], detection.total)));
    return {
      headId,
      headName,
      seeds: group.map(({ seed }) => seed),
      numParams,
      metric: spreadOf(group.map(({ metrics }) => metrics[metric])),
      unargmaxable: shareOf('unargmaxable'),
      undecided: shareOf('undecided'),
      brokenGuarantee: spreadOf(
        group.map(
          ({ detection }) =>
            detection?.guarantee && share(detection.guarantee.unargmaxable, detection.guarantee.total),
        ),
      ),
      inBox: inBoxOf(group),
    };
  });
  const byId = new Map(heads.map((head) => [head.headId, head]));
  const pairs = options.comparisons ?? pairsByWidth(groups.map((group) => group[0]!));
  return {
    name,
    metric,
    heads,
    comparisons: pairs.flatMap(({ candidate, baseline }) => {
      const one = byId.get(candidate);
      const other = byId.get(baseline);
      if (one === undefined || other === undefined) return [];
      const comparable = one.metric !== null && other.metric !== null && other.metric.mean !== 0;
      return [
        {
          candidate,
          baseline,
          relativeDifference: comparable ? one.metric.mean / other.metric.mean - 1 : null,
          parameterSaving: 1 - one.numParams / other.numParams,
        },
      ];
    }),
  };
}

function inBoxOf(group: readonly RunResult[]): InBoxSummary | null {
  const measured = group.flatMap(({ detection }) => detection?.inBox ?? []);
  if (measured.length === 0) return null;
  const shares = (key: keyof BoxCounts): { sets: Spread; examples: Spread } => ({
    sets: spreadOf(measured.map(({ sets }) => share(sets[key], sets.total)))!,
    examples: spreadOf(measured.map(({ examples }) => share(examples[key], examples.total)))!,
  });
  return { argmaxable: shares('argmaxable'), epsilonArgmaxable: shares('epsilonArgmaxable') };
}

/** Every head with s slack columns against each bottleneck of width 2s (half of an odd width rounds either way). */
function pairsByWidth(heads: readonly RunResult[]): { candidate: string; baseline: string }[] {
  return heads.flatMap(({ headId, slackDims }) =>
    heads
      .filter(({ kind }) => kind === 'sigmoid-bottleneck')
      .filter(
        ({ columns }) =>
          slackDims !== undefined && slackDims > 0 && Math.abs(2 * slackDims - columns) <= columns % 2,
      )
      .map((baseline) => ({ candidate: headId, baseline: baseline.headId })),
  );
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function spreadOf(values: readonly (number | null | undefined)[]): Spread | null {
  const numbers = values.filter((value) => typeof value === 'number' && Number.isFinite(value)) as number[];
  if (numbers.length === 0) return null;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    deviation: numbers.length > 1 ? Math.sqrt(squares / (numbers.length - 1)) : null,
    values: numbers,
  };
}
