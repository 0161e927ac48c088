import type { StudyFinding, StudyInterval } from '@sbn/report';
import { groupBy } from '../experiment/group-by.js';
import { formatShare } from '../terminal/format-number.js';
import type { SyntheticHeadSummary, SyntheticSummary } from './synthetic-summary.js';

/** A head whose distance from the truth is known. */
interface Measured {
  readonly series: string;
  readonly divergence: StudyInterval;
}

/** All heads of one width, from the closest to the truth to the farthest. */
interface Width {
  readonly dim: number;
  readonly ranking: readonly Measured[];
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
  const compared = widths(summary).filter(
    ({ ranking }) => ranking.length > 1 && ranking.some(({ series }) => series === 'softmax'),
  );
  const [ahead, behind] = [
    compared.filter((width) => softmaxLeads(width)),
    compared.filter((width) => !softmaxLeads(width)),
  ];
  const dims = list(ahead.map(({ dim }) => String(dim)));
  return [
    ...behind.map(closestFinding),
    ...(ahead.length === 0
      ? []
      : [
          {
            sentence: `At d = ${dims}, no head comes closer to the truth than plain softmax by more than seeds differ.`,
          },
        ]),
    ...winningSentences(summary).map((sentence) => ({ sentence })),
  ];
}

/** The heads that the seeds cannot tell from the closest one. */
function leadersOf({ ranking }: Width): Measured[] {
  return ranking.filter(({ divergence }) => overlap(divergence, ranking[0]!.divergence));
}

function softmaxLeads(width: Width): boolean {
  return leadersOf(width).some(({ series }) => series === 'softmax');
}

/** Which head comes closest to the truth at a width where plain softmax does not. */
function closestFinding(width: Width): StudyFinding {
  const { dim, ranking } = width;
  const best = ranking[0]!;
  const softmax = ranking.find(({ series }) => series === 'softmax')!;
  const leaders = leadersOf(width);
  const names = list(leaders.map(({ series }) => series));
  const distance = `${show(best.divergence)} nats, against ${show(softmax.divergence)} of softmax`;
  const less = 1 - best.divergence.mean / softmax.divergence.mean;
  return {
    sentence:
      leaders.length === 1
        ? `At d = ${dim}, ${names} comes closest to the truth: ${distance}.`
        : `At d = ${dim}, ${names} come closest to the truth, less apart than seeds differ: ${distance}.`,
    figure: {
      value: `${(100 * less).toFixed(0)}%`,
      label: `less distance than softmax: ${best.series}, d = ${dim}`,
    },
  };
}

/** Which classes can never win, head by head. */
function winningSentences({ heads }: SyntheticSummary): string[] {
  const asked = heads.filter(({ unargmaxable, undecided }) => unargmaxable !== null && undecided?.mean === 0);
  const bySeries = groupBy(asked, ({ series }) => series);
  const whole: string[] = [];
  const sentences: string[] = [];
  for (const [series, group] of bySeries) {
    const losing = group.filter(({ unargmaxable }) => unargmaxable!.mean > 0);
    const dims = group.map(({ dim }) => dim);
    const isPart = heads.some((head) => head.series === series && !dims.includes(head.dim));
    if (losing.length === 0)
      whole.push(isPart ? `${series} (asked at d = ${list(dims.map(String))})` : series);
    else sentences.push(losingSentence(series, losing));
  }
  if (whole.length > 0) sentences.push(`Every class can win at every width in ${list(whole)}.`);
  return sentences;
}

function losingSentence(series: string, losing: readonly SyntheticHeadSummary[]): string {
  const shares = losing.map(({ dim, unargmaxable }) => `${formatShare(unargmaxable!.mean)} at d = ${dim}`);
  return `Classes that can never win in ${series}: ${list(shares)}.`;
}

/** The heads of each width by their mean distance from the truth. */
function widths({ heads }: SyntheticSummary): Width[] {
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
