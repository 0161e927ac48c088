import { z } from 'zod';
import { isClassHeadEntry } from '../class-heads/grid-class-head.js';
import { type DataConfig, dataSchema } from '../classification/config/data.js';
import { type DetectionConfig, detectionSchema } from '../classification/config/detection.js';
import { type EncoderConfig, encoderSchema } from '../classification/config/encoder.js';
import { type EvaluationConfig, evaluationSchema } from '../classification/config/evaluation.js';
import { type HeadEntry, headSchema } from '../classification/config/heads.js';
import { type TrainingConfig, trainingSchema } from '../classification/config/training.js';
import { folderName, mapping, seedList, wholeNumber } from '../config/fields.js';
import { type StudyReportConfig, studyReportSchema } from '../config/study-report.js';
import type { TaskConfig } from '../experiment/task-run.js';
import { type LabelOrderConfig, labelOrderId, labelOrderSchema } from './label-order-config.js';

/** What is counted without training: the label sets that DFT layers without slack output in each order. */
export interface CountingConfig {
  /** The k of the layers. */
  readonly ks: readonly number[];
  /** Random orders, besides those of `orders`. */
  readonly randomOrders: number;
  /** Of the random orders. */
  readonly seed: number;
  /** The split whose different label sets are counted; orders are learned on the training split. */
  readonly split: 'train' | 'valid' | 'test';
}

/** A study of label orders: what a fixed basis can output in each, and what training makes of it. */
export interface LabelOrderStudyConfig extends TaskConfig {
  readonly task: 'label-order';
  readonly description?: string | undefined;
  /** As of a classification; its labels are put into every one of `orders`. */
  readonly data: DataConfig;
  readonly orders: readonly LabelOrderConfig[];
  readonly counting: CountingConfig;
  readonly encoder: EncoderConfig;
  /** Every head is trained in every order with each seed. */
  readonly heads: readonly HeadEntry[];
  readonly seeds: readonly number[];
  /** The metric that the report speaks about. */
  readonly metric: string;
  readonly training: TrainingConfig;
  readonly evaluation: EvaluationConfig;
  readonly detection: DetectionConfig;
  readonly report: StudyReportConfig;
}

/** Schema of a configuration with `task: label-order`. */
export const labelOrderStudySchema: z.ZodType<LabelOrderStudyConfig> & z.core.$ZodTypeDiscriminable = mapping(
  {
    task: z.literal('label-order'),
    name: folderName,
    description: z.string().optional(),
    data: dataSchema,
    orders: z
      .array(labelOrderSchema)
      .min(1)
      .refine((orders) => new Set(orders.map(labelOrderId)).size === orders.length, {
        error: 'expected different orders',
      })
      .prefault(['given', 'frequency', 'co-occurrence', { kind: 'random', seed: 0 }]),
    counting: mapping({
      ks: z.array(wholeNumber(0)).min(1).default([1, 2, 3, 4, 5, 6, 8]),
      randomOrders: wholeNumber(1).default(200),
      seed: z.int().default(0),
      split: z.enum(['train', 'valid', 'test']).default('test'),
    }).prefault({}),
    encoder: encoderSchema,
    heads: z.array(headSchema).min(1),
    seeds: seedList,
    metric: z.string().min(1).default('f1At5'),
    training: trainingSchema,
    evaluation: evaluationSchema,
    detection: detectionSchema,
    report: studyReportSchema,
  },
).superRefine(({ data, heads }, context) => {
  if (data.labelOrder !== undefined) {
    context.addIssue({
      code: 'custom',
      path: ['data', 'labelOrder'],
      message: 'the orders of this study stand under orders. Leave labelOrder out',
    });
  }
  const index = heads.findIndex(isClassHeadEntry);
  if (index === -1) return;
  context.addIssue({
    code: 'custom',
    path: ['heads', index, 'kind'],
    message: `expected a head for label sets (dft, sigmoid-bottleneck, ...), got ${heads[index]!.kind}`,
  });
});
