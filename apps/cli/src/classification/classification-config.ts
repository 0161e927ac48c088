import { z } from 'zod';
import { isClassHeadEntry } from '../class-heads/grid-class-head.js';
import { folderName, mapping, seedList } from '../config/fields.js';
import type { TaskConfig } from '../experiment/task-run.js';
import { type DataConfig, dataSchema } from './config/data.js';
import { type DetectionConfig, detectionSchema } from './config/detection.js';
import { type EncoderConfig, encoderSchema } from './config/encoder.js';
import { type EvaluationConfig, evaluationSchema } from './config/evaluation.js';
import { type HeadEntry, headSchema } from './config/heads.js';
import { type ReportConfig, reportSchema } from './config/report.js';
import { type TrainingConfig, trainingSchema } from './config/training.js';

/** An experiment on labelled examples: data, an encoder, a grid of heads, and what is done with them. */
export interface ClassificationConfig extends TaskConfig {
  readonly task: 'classification';
  readonly description?: string | undefined;
  readonly data: DataConfig;
  readonly encoder: EncoderConfig;
  /** Every head is trained at each of its widths with each seed. */
  readonly heads: readonly HeadEntry[];
  readonly seeds: readonly number[];
  readonly training: TrainingConfig;
  readonly evaluation: EvaluationConfig;
  readonly detection: DetectionConfig;
  readonly report: ReportConfig;
}

/** Schema of a configuration with `task: classification`, the default. */
export const classificationSchema: z.ZodType<ClassificationConfig> & z.core.$ZodTypeDiscriminable = mapping({
  task: z.literal('classification').default('classification'),
  name: folderName,
  description: z.string().optional(),
  data: dataSchema,
  encoder: encoderSchema,
  heads: z.array(headSchema).min(1),
  seeds: seedList,
  training: trainingSchema,
  evaluation: evaluationSchema,
  detection: detectionSchema,
  report: reportSchema,
}).superRefine(({ heads, training }, context) => {
  const { loss } = training;
  if (loss === undefined) return;
  const isForClasses = loss.kind === 'softmax-cross-entropy';
  const index = heads.findIndex((head) => isClassHeadEntry(head) !== isForClasses);
  if (index === -1) return;
  context.addIssue({
    code: 'custom',
    path: ['training', 'loss', 'kind'],
    message: `${loss.kind} is a loss for ${isForClasses ? 'one class per example' : 'label sets'}, and heads[${index}] is ${heads[index]!.kind}. Leave loss out: each head then has its own`,
  });
});
