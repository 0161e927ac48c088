import type { StudyInterval } from '@sbn/report';
import { byHead, intervalOver } from '../experiment/over-seeds.js';
import type { SyntheticOutcome } from './synthetic-records.js';

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
  const measured = outcomes.find(({ evaluation }) => evaluation !== undefined)?.evaluation;
  return {
    name,
    entropy: measured?.entropy ?? null,
    energyLoss: measured?.energyLoss ?? null,
    heads: byHead(outcomes).map((group) => {
      const { run, training } = group[0]!;
      const over = (pick: (outcome: SyntheticOutcome) => number | undefined): StudyInterval | null =>
        intervalOver(group, pick);
      return {
        headId: run.headId,
        headName: run.headName,
        series: run.series.name,
        dim: run.dim,
        seeds: group.map((outcome) => outcome.run.seed),
        numParams: training.head.numParams,
        crossEntropy: over(({ evaluation }) => evaluation?.crossEntropy),
        divergence: over(({ evaluation }) => evaluation?.divergence),
        matchedModes: over(({ evaluation }) => evaluation?.matchedModes),
        numericalRank: over(({ evaluation }) => evaluation?.numericalRank.atLeast),
        energyRank: over(({ evaluation }) => evaluation?.energyRank.atLeast),
        unargmaxable: over(({ detection }) => detection && detection.unargmaxable / detection.total),
        undecided: over(({ detection }) => detection && detection.undecided / detection.total),
        seconds: over((outcome) => outcome.training.seconds),
      };
    }),
  };
}
