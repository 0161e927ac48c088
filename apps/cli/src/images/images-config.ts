import { z } from 'zod';
import { folderName, mapping, seedList } from '../config/fields.js';
import { type StudyReportConfig, studyReportSchema } from '../config/study-report.js';
import type { TaskConfig } from '../experiment/task-run.js';
import { type ImageDataConfig, imageDataSchema } from './config/image-data.js';
import { type ImageEncoderConfig, imageEncoderSchema } from './config/image-encoder.js';
import { type ImageEvaluationConfig, imageEvaluationSchema } from './config/image-evaluation.js';
import { type ImageHeadEntry, imageHeadSchema } from './config/image-heads.js';
import { type ImageTrainingConfig, imageTrainingSchema } from './config/image-training.js';

/** An experiment with image classifiers that can say "unknown", and that differ in their heads. */
export interface ImagesConfig extends TaskConfig {
  readonly task: 'images';
  readonly description?: string | undefined;
  readonly data: ImageDataConfig;
  readonly encoder: ImageEncoderConfig;
  readonly heads: readonly ImageHeadEntry[];
  readonly seeds: readonly number[];
  readonly training: ImageTrainingConfig;
  readonly evaluation: ImageEvaluationConfig;
  readonly report: StudyReportConfig;
}

/** Schema of a configuration with `task: images`. */
export const imagesSchema: z.ZodType<ImagesConfig> & z.core.$ZodTypeDiscriminable = mapping({
  task: z.literal('images'),
  name: folderName,
  description: z.string().optional(),
  data: imageDataSchema,
  encoder: imageEncoderSchema,
  heads: z.array(imageHeadSchema).min(1),
  seeds: seedList,
  training: imageTrainingSchema,
  evaluation: imageEvaluationSchema,
  report: studyReportSchema,
});
