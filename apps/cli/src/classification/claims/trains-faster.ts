import { meanInterval, type StudyClaim, type StudyInterval } from '@sbn/report';
import { matchTolerance } from './fewer-parameters.js';
import { type HeadPair, headPairs, sameSeeds } from './head-pairs.js';
import { intervalWords, openRemark } from './interval-words.js';
import type { JudgedExperiment, JudgedRun } from './judged-experiment.js';
import { reachedAt } from './steps-to-reach.js';

/** How long a DFT layer trains to be as good as the bottleneck beside it became, as a share of the bottleneck's time. */
export interface TimeRatio {
  readonly steps: number;
  readonly seconds: number;
  /** False: it never got there, and the ratios are those of its whole training, which is the least they can be. */
  readonly isReached: boolean;
}

/** The ratios of each seed of a pair, by seed. */
export function timeRatios(pair: HeadPair): Map<number, TimeRatio> {
  return new Map(
    sameSeeds(pair).flatMap(([dft, bottleneck]) => {
      const ratio = timeRatio(dft, bottleneck);
      return ratio === undefined ? [] : [[dft.seed, ratio] as const];
    }),
  );
}

function timeRatio(dft: JudgedRun, bottleneck: JudgedRun): TimeRatio | undefined {
  if (dft.course.length === 0 || bottleneck.course.length === 0) return undefined;
  const target = Math.max(...bottleneck.course.map(({ value }) => value)) - matchTolerance;
  const base = reachedAt(bottleneck.course, target)!;
  const reached = reachedAt(dft.course, target);
  const { steps, seconds } = reached ?? dft.course.at(-1)!;
  return { steps: steps / base.steps, seconds: seconds / base.seconds, isReached: reached !== undefined };
}

/**
 * "A DFT layer trains faster." For every pair (slack s, d = 2s) and seed: the updates until the DFT layer is within
 * {@link matchTolerance} of the bottleneck's best validation metric, over those that the bottleneck needed to get there.
 * The geometric mean over the pairs gives one ratio for each seed. Borne out where the interval of the ratio lies below 1,
 * not borne out where it lies at or above 1, else open. A layer that never gets there counts with its whole training,
 * which is the least that its ratio can be: then the claim can be refuted, and not borne out.
 */
export function trainsFaster(experiment: JudgedExperiment): StudyClaim | undefined {
  const all = headPairs(experiment).map(timeRatios);
  const seeds = [...new Set(all.flatMap((ratios) => [...ratios.keys()]))];
  if (seeds.length === 0) return undefined;
  const ratios = all.flatMap((bySeed) => [...bySeed.values()]);
  const missed = ratios.filter(({ isReached }) => !isReached).length;
  const over = (key: 'steps' | 'seconds'): StudyInterval =>
    geometricInterval(seeds.map((seed) => all.flatMap((bySeed) => bySeed.get(seed)?.[key] ?? [])));
  const [steps, seconds] = [over('steps'), over('seconds')];
  const { low, high } = steps;
  const verdict =
    low === undefined || high === undefined
      ? 'open'
      : high < 1
        ? missed === 0
          ? 'borne-out'
          : 'open'
        : low >= 1
          ? 'not-borne-out'
          : 'open';
  return {
    id: 'trains-faster',
    claim: 'A DFT layer with half the learned width trains faster than a bottlenecked layer.',
    where: 'abstract',
    figure: `To within ${matchTolerance} of the best validation metric of the bottleneck it takes ${intervalWords(steps, times)} the updates and ${intervalWords(seconds, times)} the time, over ${all.length} ${all.length === 1 ? 'pair' : 'pairs'} of widths${missed === 0 ? '' : `; ${missed} of ${ratios.length} runs never got there and count with their whole training`}.`,
    verdict,
    ...(verdict !== 'open'
      ? {}
      : {
          remark:
            high !== undefined && high < 1
              ? 'Where runs never got there, the ratio is only the least that it can be.'
              : openRemark(steps, '1'),
        }),
  };
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)}×`;
}

/** The geometric mean of each list, and the interval over the lists. */
function geometricInterval(lists: readonly (readonly number[])[]): StudyInterval {
  const logs = lists
    .filter((list) => list.length > 0)
    .map((list) => list.reduce((sum, value) => sum + Math.log(value), 0) / list.length);
  const { mean, low, high, n } = meanInterval(logs);
  return {
    mean: Math.exp(mean),
    n,
    ...(low === undefined || high === undefined ? {} : { low: Math.exp(low), high: Math.exp(high) }),
  };
}
