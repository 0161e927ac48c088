import type { DatasetDescription, Provenance } from '@sbn/datasets';
import type { TrainResult } from '@sbn/train';
import type { DataConfig } from '../config/data.js';
import type { DetectionConfig } from '../config/detection.js';
import type { EncoderConfig } from '../config/encoder.js';
import type { EvaluationConfig } from '../config/evaluation.js';
import type { RuleWord } from '../config/rule-of.js';
import type { LossConfig, TrainingConfig } from '../config/training.js';
import type { GridHead } from './expand-grid.js';
import type { VerdictSummary } from './verdict-summary.js';

/** `config.json` of a run folder: all that decides what the run computes. */
export interface RunConfig {
  /** The version of @sbn/cli that made the run. */
  readonly version: string;
  readonly experiment: string;
  readonly run: string;
  readonly headId: string;
  readonly headName: string;
  readonly head: GridHead;
  readonly seed: number;
  readonly data: DataConfig;
  readonly encoder: EncoderConfig;
  /** With the loss that the head has where the configuration names none. */
  readonly training: RunTrainingConfig;
  readonly evaluation: EvaluationConfig;
  /** With the rule that the head has where the configuration names none. */
  readonly detection: DetectionConfig & { readonly rule: RuleWord };
}

/** How one run is trained. */
export type RunTrainingConfig = TrainingConfig & { readonly loss: LossConfig };

/** `training.json`: written when a training has ended, never before. */
export interface TrainingRecord {
  /** The number of epochs that was asked for. */
  readonly epochs: number;
  readonly result: TrainResult;
  readonly head: {
    readonly kind: GridHead['kind'];
    /** Trainable numbers, biases included. */
    readonly numParams: number;
    /** The same without biases. */
    readonly numWeights: number;
    /** Columns of the output layer. */
    readonly columns: number;
  };
  /** Trainable numbers of encoder and head together. */
  readonly numParams: number;
  /** What computed the steps: `fused, 2 threads`, or the TensorFlow.js backend. */
  readonly backend: string;
  readonly seconds: number;
  readonly peakMemoryBytes: number;
}

/** `evaluation.json`. */
export interface EvaluationRecord {
  readonly config: EvaluationConfig;
  readonly metrics: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** How many label sets have a ball of inputs of radius over epsilon with its center in a box. */
export interface EpsilonSummary {
  readonly box: number;
  readonly epsilon: number;
  readonly total: number;
  readonly epsilonArgmaxable: number;
  readonly notEpsilonArgmaxable: number;
  readonly undecided: number;
}

/** `detection.json`: the verdicts of `verdicts.jsonl`, summed up. */
export interface DetectionRecord extends VerdictSummary {
  /** False while verdicts are still being added. */
  readonly complete: boolean;
  /** What was asked, of which layer: verdicts that answer another question are not gone on with. */
  readonly question: DetectionQuestion;
  /** Wall-clock seconds of the session that completed it. */
  readonly seconds: number;
  /** How many verdicts that session found already there; 0 where it made all of them. */
  readonly resumedFrom: number;
  readonly epsilonArgmaxability?: EpsilonSummary;
}

/** What a file of verdicts answers. */
export interface DetectionQuestion {
  readonly rule: 'threshold' | 'argmax' | { readonly topK: number };
  readonly margin: 'best' | 'any';
  readonly acceptMarginBound: number;
  /** B, where only inputs with |x_j| <= B count. */
  readonly box?: number | undefined;
  /** Rows (labels), columns and SHA-256 of the weights and biases. */
  readonly layer: { readonly numLabels: number; readonly dim: number; readonly sha256: string };
  /** Where the label sets come from, in words. */
  readonly labelSets: string;
}

/** `dataset.json`: the counts of the data, for the report. */
export interface DatasetRecord {
  readonly name: string;
  readonly numLabels: number;
  readonly inputKind: 'bag' | 'dense';
  readonly inputDim: number;
  readonly provenance: Provenance;
  /** Left out for data that is streamed. */
  readonly description?: DatasetDescription;
}
