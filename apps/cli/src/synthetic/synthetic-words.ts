import type { StudyFinding, StudyInterval } from '@sbn/report';
import { formatShare } from '../terminal/format-number.js';
import type { SyntheticHeadSummary, SyntheticSummary } from './synthetic-summary.js';

/** A head whose distance from the truth is known. */
interface Measured {
  readonly series: string;
  readonly divergence: StudyInterval;
}

/**
 * What came out, to stand beside an expectation: at each width the heads from the closest to the truth to the farthest, and
 * which classes can never win. Undefined where nothing was measured.
 */
export function syntheticOutcomeWords(summary: SyntheticSummary): string | undefined {
  const lines = widths(summary).map(
    ({ dim, ranking }) =>
      `d = ${dim}: ${ranking.map(({ series, divergence }) => `${series} ${show(divergence)}`).join(', ')}`,
  );
  if (lines.length === 0) return undefined;
  return ['KL in nats, closest first.', ...lines, ...winningSentences(summary)].join('\n\n');
}

/** The sentences that the report begins with. */
export function syntheticFindings(summary: SyntheticSummary): StudyFinding[] {
  return [
    ...widths(summary).flatMap(({ dim, ranking }) => closestFinding(dim, ranking)),
    ...winningSentences(summary).map((sentence) => ({ sentence })),
  ];
}

/** Which head comes closest to the truth at a width, against plain softmax; none without it or anything to set beside it. */
function closestFinding(dim: number, ranking: readonly Measured[]): StudyFinding[] {
  const [best] = ranking;
  const softmax = ranking.find(({ series }) => series === 'softmax');
  if (best === undefined || softmax === undefined || ranking.length < 2) return [];
  const leaders = ranking.filter(({ divergence }) => overlap(divergence, best.divergence));
  if (leaders.includes(softmax)) {
    return [
      {
        sentence: `At d = ${dim}, no head comes closer to the truth than plain softmax by more than seeds differ.`,
      },
    ];
  }
  const names = list(leaders.map(({ series }) => series));
  const distance = `${show(best.divergence)} nats, against ${show(softmax.divergence)} of softmax`;
  const less = 1 - best.divergence.mean / softmax.divergence.mean;
  return [
    {
      sentence:
        leaders.length === 1
          ? `At d = ${dim}, ${names} comes closest to the truth: ${distance}.`
          : `At d = ${dim}, ${names} come closest to the truth, less apart than seeds differ: ${distance}.`,
      figure: {
        value: `${(100 * less).toFixed(0)}%`,
        label: `less distance than softmax: ${best.series}, d = ${dim}`,
      },
    },
  ];
}

/** Which classes can never win, head by head. */
function winningSentences({ heads }: SyntheticSummary): string[] {
  const asked = heads.filter(({ unargmaxable, undecided }) => unargmaxable !== null && undecided?.mean === 0);
  const bySeries = groupBy(asked, ({ series }) => series);
  const whole: string[] = [];
  const sentences: string[] = [];
  for (const [series, group] of bySeries) {
    const losing = group.filter(({ unargmaxable }) => unargmaxable!.mean > 0);
    if (losing.length === 0) whole.push(series);
    else sentences.push(losingSentence(series, losing));
  }
  if (whole.length > 0)
    sentences.push(`Every class can win at every width that was asked in ${list(whole)}.`);
  return sentences;
}

function losingSentence(series: string, losing: readonly SyntheticHeadSummary[]): string {
  const shares = losing.map(({ dim, unargmaxable }) => `${formatShare(unargmaxable!.mean)} at d = ${dim}`);
  return `Classes that can never win in ${series}: ${list(shares)}.`;
}

/** The heads of each width by their mean distance from the truth. */
function widths({ heads }: SyntheticSummary): { dim: number; ranking: Measured[] }[] {
  return [...groupBy(heads, ({ dim }) => dim)].flatMap(([dim, group]) => {
    const ranking = group
      .flatMap(({ series, divergence }) => (divergence === null ? [] : [{ series, divergence }]))
      .sort((a, b) => a.divergence.mean - b.divergence.mean);
    return ranking.length === 0 ? [] : [{ dim, ranking }];
  });
}

/** Whether two 95% intervals have a number in common; without an interval, whether the means are equal. */
function overlap(one: StudyInterval, other: StudyInterval): boolean {
  const [low, high] = [one.low ?? one.mean, one.high ?? one.mean];
  return low <= (other.high ?? other.mean) && high >= (other.low ?? other.mean);
}

function show({ mean }: StudyInterval): string {
  return mean.toPrecision(3);
}

/** `a`, `a and b`, `a, b and c`. */
function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** In the order of first appearance. (Map.groupBy comes with Node 21.) */
function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
