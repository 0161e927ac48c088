import { meanInterval, type StudyInterval } from '@sbn/report';
import type { SyntheticOutcome } from './perform-synthetic-run.js';

/** One head at one width over its seeds. A number that was not measured is null. */
export interface SyntheticHeadSummary {
  readonly headId: string;
  readonly headName: string;
  /** The head without its width. */
  readonly series: string;
  readonly dim: number;
  readonly seeds: readonly number[];
  readonly numParams: number;
  readonly crossEntropy: StudyInterval | null;
  readonly divergence: StudyInterval | null;
  readonly matchedModes: StudyInterval | null;
  readonly numericalRank: StudyInterval | null;
  readonly energyRank: StudyInterval | null;
  /** Shares of the classes. */
  readonly unargmaxable: StudyInterval | null;
  readonly undecided: StudyInterval | null;
  readonly seconds: StudyInterval | null;
}

/** What a synthetic experiment comes to: `summary.json`. */
export interface SyntheticSummary {
  readonly name: string;
  /** Of the truth, in nats; null where nothing was measured. */
  readonly entropy: number | null;
  /** The share of the energy that the energy rank leaves out; null where nothing was measured. */
  readonly energyLoss: number | null;
  readonly heads: readonly SyntheticHeadSummary[];
}

/** Means over the seeds of each head at each width, in the order of the runs. */
export function summarizeSynthetic(name: string, outcomes: readonly SyntheticOutcome[]): SyntheticSummary {
  const groups = new Map<string, SyntheticOutcome[]>();
  for (const outcome of outcomes) {
    const { headId } = outcome.run;
    groups.set(headId, [...(groups.get(headId) ?? []), outcome]);
  }
  const measured = outcomes.find(({ measures }) => measures !== undefined)?.measures;
  return {
    name,
    entropy: measured?.entropy ?? null,
    energyLoss: measured?.energyLoss ?? null,
    heads: [...groups.values()].map((group) => {
      const { run, training } = group[0]!;
      const over = (pick: (outcome: SyntheticOutcome) => number | undefined): StudyInterval | null => {
        const values = group.map(pick).filter((value) => value !== undefined);
        return values.length === 0 ? null : meanInterval(values);
      };
      return {
        headId: run.headId,
        headName: run.headName,
        series: run.series.name,
        dim: run.dim,
        seeds: group.map((outcome) => outcome.run.seed),
        numParams: training.head.numParams,
        crossEntropy: over(({ measures }) => measures?.crossEntropy),
        divergence: over(({ measures }) => measures?.divergence),
        matchedModes: over(({ measures }) => measures?.matchedModes),
        numericalRank: over(({ measures }) => measures?.numericalRank.atLeast),
        energyRank: over(({ measures }) => measures?.energyRank.atLeast),
        unargmaxable: over(({ detection }) => detection && detection.unargmaxable / detection.total),
        undecided: over(({ detection }) => detection && detection.undecided / detection.total),
        seconds: over((outcome) => outcome.training.seconds),
      };
    }),
  };
}
