import type { ClassReport, RankBounds, RankReport } from '@sbn/core';
import type { TextCounts } from '@sbn/datasets';
import type { LanguageModelReport, TrainLanguageModelResult } from '@sbn/train/language-model';
import type { GridClassHead } from '../class-heads/grid-class-head.js';
import type {
  LanguageEvaluationConfig,
  LanguageExperimentConfig,
  LanguageNetworkConfig,
  LanguageTrainingConfig,
} from './language-model-config.js';
import type { TextDataConfig } from './text-data-config.js';

/** `config.json` of a run folder: all that decides what the run computes. */
export interface LanguageRunConfig {
  readonly task: LanguageExperimentConfig['task'];
  /** The version of @sbn/cli that made the run. */
  readonly version: string;
  readonly experiment: string;
  readonly run: string;
  readonly headId: string;
  readonly headName: string;
  readonly head: GridClassHead;
  readonly seed: number;
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

/** `training.json`: written when a training has ended, never before. */
export interface LanguageTrainingRecord {
  /** The number of epochs that was asked for. */
  readonly epochs: number;
  readonly result: TrainLanguageModelResult;
  readonly head: {
    readonly kind: GridClassHead['kind'];
    /** Trainable numbers of its own: without weights that are the embedding table. */
    readonly numParams: number;
  };
  /** Trainable numbers of the whole model; a shared table counts once. */
  readonly numParams: number;
  readonly backend: string;
  readonly seconds: number;
  readonly peakMemoryBytes: number;
}

/** `evaluation.json`. */
export interface LanguageEvaluationRecord {
  readonly config: LanguageEvaluationConfig;
  /** Over the whole text. */
  readonly text: LanguageModelReport;
  /** Whole distributions, in some contexts. */
  readonly contexts: LanguageContextsRecord;
  readonly seconds: number;
}

/** What the distributions in some contexts come to. */
export interface LanguageContextsRecord
  extends Pick<ClassReport, 'accuracy' | 'meanReciprocalRank' | 'brierScore' | 'expectedCalibrationError'>,
    Pick<RankReport, 'method' | 'sketchSize' | 'energyLoss'> {
  readonly numContexts: number;
  /** Of the matrix of log probabilities [contexts, vocabulary]. */
  readonly numericalRank: RankBounds;
  /** The rank that holds all but `energyLoss` of its energy. */
  readonly energyRank: RankBounds;
}
