import type { DatasetDescription, InputKind, Provenance } from '@sbn/datasets';
import type { RuleWord } from '../config/rule-of.js';
import type { RunConfig } from '../experiment/run-config.js';
import type { RunOutcome } from '../experiment/run-outcome.js';
import type { EpochTrainingRecord } from '../experiment/training-record.js';
import type { ClassificationConfig } from './classification-config.js';
import type { DataConfig } from './config/data.js';
import type { DetectionConfig } from './config/detection.js';
import type { EncoderConfig } from './config/encoder.js';
import type { EvaluationConfig } from './config/evaluation.js';
import type { LossConfig, TrainingConfig } from './config/training.js';
import type { GridHead, GridRun } from './expand-grid.js';

/** `config.json` of a run folder. */
export interface ClassificationRunConfig extends RunConfig {
  readonly task: ClassificationConfig['task'];
  readonly head: GridHead;
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

/** `training.json`. */
export type TrainingRecord = EpochTrainingRecord<{
  readonly kind: GridHead['kind'];
  /** Trainable numbers, biases included. */
  readonly numParams: number;
  /** The same without biases. */
  readonly numWeights: number;
  /** Columns of the output layer. */
  readonly columns: number;
}>;

/** `evaluation.json`. */
export interface EvaluationRecord {
  readonly config: EvaluationConfig;
  readonly metrics: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** `dataset.json`: the counts of the data, for the report. */
export interface DatasetRecord {
  readonly name: string;
  readonly numLabels: number;
  readonly inputKind: InputKind;
  readonly inputDim: number;
  readonly provenance: Provenance;
  /** Where `data.labelOrder` asks for another one: the labels of the data set in their order here. */
  readonly labelOrder?: readonly number[];
  /** Left out for data that is streamed. */
  readonly description?: DatasetDescription;
}

/** What a run has come to. */
export type ClassificationOutcome = RunOutcome<GridRun, TrainingRecord, EvaluationRecord>;
