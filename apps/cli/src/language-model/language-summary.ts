import type { RankBounds } from '@sbn/core';
import { meanInterval, type StudyInterval } from '@sbn/report';
import { byHead, intervalOver } from '../experiment/over-seeds.js';
import type { LanguageEvaluationConfig } from './language-model-config.js';
import type { CorpusRecord, LanguageContextsRecord, LanguageOutcome } from './language-model-records.js';

/** A rank over the seeds, or means of what it is between where a sketch could not say more. */
export type RankSummary = StudyInterval | RankBounds;

/** One epoch of one head over the seeds that came so far: geometric means, since an interval of perplexities may reach below 0. */
export interface LanguageEpochSummary {
  /** From 1. */
  readonly epoch: number;
  readonly trainPerplexity: StudyInterval;
  readonly validPerplexity: StudyInterval;
}

/** One head over its seeds. A number that was not measured is null. */
export interface LanguageHeadSummary {
  readonly headId: string;
  readonly headName: string;
  readonly seeds: readonly number[];
  /** Whether its weights are the embedding table. */
  readonly tied: boolean;
  /** Of the whole model. */
  readonly numParams: number;
  /** Of the head alone. */
  readonly headParams: number;
  readonly secondsPerEpoch: StudyInterval;
  /** Of the best epoch. */
  readonly validPerplexity: StudyInterval;
  /** Of the text `split`. */
  readonly perplexity: StudyInterval | null;
  readonly accuracy: StudyInterval | null;
  readonly expectedCalibrationError: StudyInterval | null;
  readonly numericalRank: RankSummary | null;
  readonly energyRank: RankSummary | null;
  /** Tokens that are the likeliest for no features whatever. */
  readonly unargmaxable: StudyInterval | null;
  readonly undecided: StudyInterval | null;
  readonly epochs: readonly LanguageEpochSummary[];
}

/** What an experiment with language models comes to: `summary.json`. */
export interface LanguageSummary {
  readonly name: string;
  readonly corpus: CorpusRecord;
  /** The text that `perplexity` and everything below it is of. */
  readonly split: LanguageEvaluationConfig['split'];
  /** Contexts that ranks and calibration are of, and how they were found; null where nothing was measured. */
  readonly contexts: Pick<
    LanguageContextsRecord,
    'numContexts' | 'method' | 'sketchSize' | 'energyLoss'
  > | null;
  readonly heads: readonly LanguageHeadSummary[];
}

/** Means over the seeds of each head, in the order of the runs. */
export function summarizeLanguageModels(
  name: string,
  corpus: CorpusRecord,
  outcomes: readonly LanguageOutcome[],
): LanguageSummary {
  const evaluation = outcomes.find((outcome) => outcome.evaluation !== undefined)?.evaluation;
  return {
    name,
    corpus,
    split: evaluation?.config.split ?? 'test',
    contexts: evaluation === undefined ? null : howRanksWereFound(evaluation.contexts),
    heads: byHead(outcomes).map(summarizeHead),
  };
}

function howRanksWereFound(contexts: LanguageContextsRecord): LanguageSummary['contexts'] {
  const { numContexts, method, sketchSize, energyLoss } = contexts;
  return { numContexts, method, sketchSize, energyLoss };
}

function summarizeHead(group: readonly LanguageOutcome[]): LanguageHeadSummary {
  const { run, training } = group[0]!;
  const over = (pick: (outcome: LanguageOutcome) => number | undefined): StudyInterval | null =>
    intervalOver(group, pick);
  const ofAll = (pick: (outcome: LanguageOutcome) => number): StudyInterval => meanInterval(group.map(pick));
  const rank = (pick: (contexts: LanguageContextsRecord) => RankBounds): RankSummary | null => {
    const bounds = group.flatMap(({ evaluation }) => (evaluation ? [pick(evaluation.contexts)] : []));
    if (bounds.length === 0) return null;
    const atLeast = meanInterval(bounds.map((rank) => rank.atLeast));
    const atMost = meanInterval(bounds.map((rank) => rank.atMost));
    return bounds.every((rank) => rank.atLeast === rank.atMost)
      ? atLeast
      : { atLeast: atLeast.mean, atMost: atMost.mean };
  };
  return {
    headId: run.headId,
    headName: run.headName,
    seeds: group.map((outcome) => outcome.run.seed),
    tied: run.tied,
    numParams: training.numParams,
    headParams: training.head.numParams,
    secondsPerEpoch: ofAll(({ training: { seconds, result } }) => seconds / result.history.length),
    validPerplexity: ofAll((outcome) => Math.exp(outcome.training.result.best!.value)),
    perplexity: over(({ evaluation }) => evaluation?.text.perplexity),
    accuracy: over(({ evaluation }) => evaluation?.contexts.accuracy),
    expectedCalibrationError: over(({ evaluation }) => evaluation?.contexts.expectedCalibrationError),
    numericalRank: rank(({ numericalRank }) => numericalRank),
    energyRank: rank(({ energyRank }) => energyRank),
    unargmaxable: over(({ detection }) => detection?.unargmaxable),
    undecided: over(({ detection }) => detection?.undecided),
    epochs: summarizeEpochs(group),
  };
}

function summarizeEpochs(group: readonly LanguageOutcome[]): LanguageEpochSummary[] {
  const histories = group.map(({ training }) => training.result.history);
  const numEpochs = Math.max(...histories.map(({ length }) => length));
  return Array.from({ length: numEpochs }, (_, index) => {
    // Those that stopped earlier are no part of what comes later.
    const records = histories.flatMap((history) => history[index] ?? []);
    return {
      epoch: index + 1,
      trainPerplexity: perplexityOf(meanInterval(records.map(({ trainLoss }) => trainLoss))),
      validPerplexity: perplexityOf(meanInterval(records.map(({ metrics }) => metrics!.loss!))),
    };
  });
}

function perplexityOf({ mean, low, high, n }: StudyInterval): StudyInterval {
  const bounds = low === undefined || high === undefined ? {} : { low: Math.exp(low), high: Math.exp(high) };
  return { mean: Math.exp(mean), ...bounds, n };
}
