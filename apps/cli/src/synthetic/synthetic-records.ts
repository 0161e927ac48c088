import type { RankReport } from '@sbn/core';
import type { GridClassHead } from '../class-heads/grid-class-head.js';
import type { RunConfig } from '../experiment/run-config.js';
import type { RunOutcome } from '../experiment/run-outcome.js';
import type { SyntheticRun } from './expand-synthetic-grid.js';
import type { SyntheticConfig, SyntheticTrainingConfig, TruthConfig } from './synthetic-config.js';

/** `config.json` of a run folder. */
export interface SyntheticRunConfig extends RunConfig {
  readonly task: SyntheticConfig['task'];
  readonly series: SyntheticRun['series'];
  readonly head: GridClassHead;
  readonly dim: number;
  readonly truth: TruthConfig;
  readonly training: SyntheticTrainingConfig;
}

/** `training.json`: written when a fit has ended, never before. */
export interface SyntheticTrainingRecord {
  /** Cross entropy in nats of the contexts of an update, before it. */
  readonly history: readonly { readonly step: number; readonly loss: number }[];
  readonly head: {
    readonly kind: GridClassHead['kind'];
    /** Trainable numbers, biases included. */
    readonly numParams: number;
  };
  /** Trainable numbers of context vectors and head together. */
  readonly numParams: number;
  readonly backend: string;
  readonly seconds: number;
}

/** `evaluation.json`: how close the fitted head comes to the truth. */
export interface SyntheticEvaluationRecord
  extends Pick<RankReport, 'numericalRank' | 'energyRank' | 'energyLoss'> {
  /** Of the truth, in nats: the least cross entropy there is. */
  readonly entropy: number;
  readonly crossEntropy: number;
  /** Cross entropy less entropy: KL(truth, model). */
  readonly divergence: number;
  /** Share of contexts whose likeliest class is the true one. */
  readonly matchedModes: number;
}

/** What a run has come to. */
export type SyntheticOutcome = RunOutcome<SyntheticRun, SyntheticTrainingRecord, SyntheticEvaluationRecord>;
