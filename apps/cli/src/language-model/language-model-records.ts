import type { ClassReport, RankReport } from '@sbn/core';
import type { TextCounts } from '@sbn/datasets';
import type { LanguageModelReport } from '@sbn/train/language-model';
import type { GridClassHead } from '../class-heads/grid-class-head.js';
import type { RunConfig } from '../experiment/run-config.js';
import type { RunOutcome } from '../experiment/run-outcome.js';
import type { EpochTrainingRecord } from '../experiment/training-record.js';
import type { LanguageRun } from './expand-language-grid.js';
import type {
  LanguageEvaluationConfig,
  LanguageExperimentConfig,
  LanguageNetworkConfig,
  LanguageTrainingConfig,
} from './language-model-config.js';
import type { TextDataConfig } from './text-data-config.js';

/** `config.json` of a run folder. */
export interface LanguageRunConfig extends RunConfig {
  readonly task: LanguageExperimentConfig['task'];
  readonly head: GridClassHead;
  readonly data: TextDataConfig;
  /** `tied` is that of this head. */
  readonly model: LanguageNetworkConfig & { readonly tied: boolean };
  readonly training: LanguageTrainingConfig;
  readonly evaluation: LanguageEvaluationConfig;
}

/** `dataset.json`: the counts of the text, for the report. */
export interface CorpusRecord {
  readonly name: string;
  readonly unit: TextDataConfig['unit'];
  readonly vocabularySize: number;
  readonly counts: Readonly<Record<'train' | 'valid' | 'test', TextCounts>>;
}

/** `training.json`; a table that is shared counts once among the parameters of the model. */
export type LanguageTrainingRecord = EpochTrainingRecord<{
  readonly kind: GridClassHead['kind'];
  /** Trainable numbers of its own: without weights that are the embedding table. */
  readonly numParams: number;
}>;

/** `evaluation.json`. */
export interface LanguageEvaluationRecord {
  readonly config: LanguageEvaluationConfig;
  /** Over the whole text. */
  readonly text: LanguageModelReport;
  /** Whole distributions, in some contexts. */
  readonly contexts: LanguageContextsRecord;
  readonly seconds: number;
}

/** What the distributions in some contexts come to; ranks are of the matrix of log probabilities [contexts, vocabulary]. */
export interface LanguageContextsRecord
  extends Pick<ClassReport, 'accuracy' | 'meanReciprocalRank' | 'brierScore' | 'expectedCalibrationError'>,
    Pick<RankReport, 'method' | 'sketchSize' | 'energyLoss' | 'numericalRank' | 'energyRank'> {
  readonly numContexts: number;
}

/** What a run has come to. */
export type LanguageOutcome = RunOutcome<LanguageRun, LanguageTrainingRecord, LanguageEvaluationRecord>;
