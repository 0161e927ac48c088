import type { RankBounds } from '@sbn/core';
import type { GridClassHead } from '../class-heads/grid-class-head.js';
import type { SyntheticConfig, SyntheticTrainingConfig, TruthConfig } from './synthetic-config.js';

/** `config.json` of a run folder: all that decides what the run computes. */
export interface SyntheticRunConfig {
  readonly task: SyntheticConfig['task'];
  /** The version of @sbn/cli that made the run. */
  readonly version: string;
  readonly experiment: string;
  readonly run: string;
  readonly headId: string;
  readonly headName: string;
  readonly series: { readonly id: string; readonly name: string };
  readonly head: GridClassHead;
  readonly dim: number;
  readonly seed: number;
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

/** `measures.json`: how close the fitted head comes to the truth. */
export interface SyntheticMeasures {
  /** Of the truth, in nats: the least cross entropy there is. */
  readonly entropy: number;
  readonly crossEntropy: number;
  /** Cross entropy less entropy: KL(truth, model). */
  readonly divergence: number;
  /** Share of contexts whose likeliest class is the true one. */
  readonly matchedModes: number;
  /** Of the matrix of log probabilities [contexts, classes]. */
  readonly numericalRank: RankBounds;
  /** The rank that holds all but `energyLoss` of its energy. */
  readonly energyRank: RankBounds;
  readonly energyLoss: number;
}
