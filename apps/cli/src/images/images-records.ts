import type { OpenSetReport } from '@sbn/core';
import type { SplitName } from '@sbn/datasets';
import type { ImagePreparation } from '@sbn/datasets/images';
import type { RunConfig } from '../experiment/run-config.js';
import type { RunOutcome } from '../experiment/run-outcome.js';
import type { EpochTrainingRecord } from '../experiment/training-record.js';
import type { ImageDataConfig } from './config/image-data.js';
import type { ImageEncoderConfig } from './config/image-encoder.js';
import type { ImageEvaluationConfig } from './config/image-evaluation.js';
import type { ImageHead, RejectionScore } from './config/image-heads.js';
import type { ImageTrainingConfig } from './config/image-training.js';
import type { ImageRun } from './expand-image-grid.js';
import type { ImagesConfig } from './images-config.js';

/** `config.json` of a run folder. */
export interface ImagesRunConfig extends RunConfig {
  readonly task: ImagesConfig['task'];
  readonly head: ImageHead;
  readonly data: ImageDataConfig;
  readonly encoder: ImageEncoderConfig;
  readonly training: ImageTrainingConfig;
  readonly evaluation: ImageEvaluationConfig;
}

/** `dataset.json`: the counts of the data, for the report. */
export interface ImagesDatasetRecord {
  readonly name: string;
  /** Of the classes to know. */
  readonly classNames: readonly string[];
  /** How many classes count as unknown, and how many of them are only tested on. */
  readonly unknownClasses: number;
  readonly unseenClasses: number;
  /** Pictures of each part. */
  readonly counts: Readonly<Record<SplitName, { readonly known: number; readonly unknown: number }>>;
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/** `inputs.json`: how a new picture becomes the model's input, and what the model's outputs are called. */
export interface ImagesInputsRecord {
  readonly preparation: ImagePreparation;
  readonly classNames: readonly string[];
}

/** `training.json`. */
export type ImagesTrainingRecord = EpochTrainingRecord<{
  readonly kind: ImageHead['kind'];
  readonly numParams: number;
}>;

/** How a run decides, by one of its scores. */
export interface RejectionRecord {
  readonly score: RejectionScore;
  /** By which the logits are divided; fitted on the validation pictures. */
  readonly temperature: number;
  /** A picture is of its best class where its score is greater; one for each class, fitted on the validation pictures. */
  readonly thresholds: readonly number[];
}

/** A picture with a map over it of where the likeliest class is seen. */
export interface DrawnMap {
  /** In the run's folder. */
  readonly file: string;
  /** The name of the picture. */
  readonly picture: string;
  /** null: the picture is unknown. */
  readonly truth: string | null;
  /** The class whose map it is. */
  readonly shown: string;
}

/** `evaluation.json`. */
export interface ImagesEvaluationRecord {
  readonly config: ImageEvaluationConfig;
  /** The test pictures by each score: decided by thresholds and a temperature that were fitted on others. */
  readonly scores: readonly {
    readonly rejection: RejectionRecord;
    readonly test: OpenSetReport;
    /** Of the test pictures, with a temperature of 1. */
    readonly calibrationErrorBefore: number | null;
  }[];
  readonly maps: readonly DrawnMap[];
  readonly seconds: number;
}

/** What a run has come to. */
export type ImagesOutcome = RunOutcome<ImageRun, ImagesTrainingRecord, ImagesEvaluationRecord>;
