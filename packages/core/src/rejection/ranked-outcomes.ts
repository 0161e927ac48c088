import { between } from '../metrics/between.js';
import { lowestEdgeBin, numScoreBins, scoreBin, scoreBinEdge } from '../metrics/score-bins.js';

/** What a row is: of no class; of a class, whose best class is wrong; or right. */
export type Outcome = 'unknown' | 'wrong' | 'right';

/** Rows of one score. */
export interface OutcomeGroup {
  readonly numUnknown: number;
  readonly numWrong: number;
  readonly numRight: number;
  /** A finite number that these rows' score is greater than, and that of all later groups is not, where there is one. */
  readonly threshold: number;
}

/** The scores of all rows with what each row is, in bounded memory. */
export interface RankedOutcomes {
  /** Whether all scores are still kept, and groups hold equal scores. */
  readonly isExact: boolean;
  /** @param score no NaN */
  add(score: number, outcome: Outcome): void;
  /** Rows by score, the highest first; those of equal scores (or of one bin) together. */
  groups(): Iterable<OutcomeGroup>;
}

const outcomes: readonly Outcome[] = ['unknown', 'wrong', 'right'];

/** @param maxStoredScores how many scores are kept before they are counted in fixed bins (see `scoreBin`) */
export function createRankedOutcomes(maxStoredScores: number): RankedOutcomes {
  let kept: Record<Outcome, number[]> | undefined = { unknown: [], wrong: [], right: [] };
  let bins: Record<Outcome, Float64Array> | undefined;
  let numKept = 0;
  return {
    get isExact() {
      return kept !== undefined;
    },
    add: (score, outcome) => {
      if (kept !== undefined && numKept < maxStoredScores) {
        // + 0 makes one zero of the two, which sorting would tell apart.
        kept[outcome].push(score + 0);
        numKept++;
        return;
      }
      bins ??= binsOf(kept!);
      kept = undefined;
      bins[outcome][scoreBin(score)]!++;
    },
    groups: () => (kept === undefined ? groupsOfBins(bins!) : groupsOfScores(kept)),
  };
}

function binsOf(kept: Record<Outcome, readonly number[]>): Record<Outcome, Float64Array> {
  const counts = (scores: readonly number[]): Float64Array => {
    const bins = new Float64Array(numScoreBins);
    for (const score of scores) bins[scoreBin(score)]!++;
    return bins;
  };
  return { unknown: counts(kept.unknown), wrong: counts(kept.wrong), right: counts(kept.right) };
}

function* groupsOfScores(kept: Record<Outcome, readonly number[]>): Generator<OutcomeGroup> {
  const lists = outcomes.map((outcome) => Float64Array.from(kept[outcome]).sort());
  const left = lists.map((list) => list.length);
  const highest = (): number =>
    lists.reduce(
      (score, list, i) => (left[i]! > 0 ? Math.max(score, list[left[i]! - 1]!) : score),
      Number.NEGATIVE_INFINITY,
    );
  while (left.some((count) => count > 0)) {
    const score = highest();
    const [numUnknown, numWrong, numRight] = lists.map((list, i) => {
      const before = left[i]!;
      while (left[i]! > 0 && list[left[i]! - 1] === score) left[i]!--;
      return before - left[i]!;
    }) as [number, number, number];
    yield { numUnknown, numWrong, numRight, threshold: between(highest(), score) };
  }
}

function* groupsOfBins({ unknown, wrong, right }: Record<Outcome, Float64Array>): Generator<OutcomeGroup> {
  for (let bin = numScoreBins - 1; bin >= 0; bin--) {
    const [numUnknown, numWrong, numRight] = [unknown[bin]!, wrong[bin]!, right[bin]!];
    if (numUnknown + numWrong + numRight === 0) continue;
    const threshold = scoreBinEdge(Math.max(bin, lowestEdgeBin));
    yield { numUnknown, numWrong, numRight, threshold };
  }
}
