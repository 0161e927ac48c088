import { z } from 'zod';
import { type DataConfig, dataSchema } from './data.js';
import { type DetectionConfig, detectionSchema } from './detection.js';
import { type EncoderConfig, encoderSchema } from './encoder.js';
import { type EvaluationConfig, evaluationSchema } from './evaluation.js';
import { mapping } from './fields.js';
import { type HeadEntry, headSchema } from './heads.js';
import { type ReportConfig, reportSchema } from './report.js';
import { type TrainingConfig, trainingSchema } from './training.js';

/** A whole experiment: data, an encoder, a grid of heads, and what is done with them. */
export interface ExperimentConfig {
  /** Names the folder of its runs. */
  readonly name: string;
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

/** Schema of an experiment's YAML file. */
export const experimentSchema: z.ZodType<ExperimentConfig> = mapping({
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9][\w.-]*$/,
      'expected a name of letters, digits, ".", "_" and "-", since it names a folder',
    ),
  description: z.string().optional(),
  data: dataSchema,
  encoder: encoderSchema,
  heads: z.array(headSchema).min(1),
  seeds: z
    .array(z.int())
    .min(1)
    .refine((seeds) => new Set(seeds).size === seeds.length, { error: 'expected different seeds' })
    .default([0]),
  training: trainingSchema,
  evaluation: evaluationSchema,
  detection: detectionSchema,
  report: reportSchema,
});
