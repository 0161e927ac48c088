import type { z } from 'zod';
import { mapping, wholeNumber } from '../../config/fields.js';

/** How a trained image classifier is measured. */
export interface ImageEvaluationConfig {
  /** Pictures that are scored together. */
  readonly batchSize: number;
  /** Validation pictures from which on a class has a threshold of its own; classes with fewer share one. */
  readonly ownThresholdFrom: number;
  /** Pictures of the test part whose activation maps are drawn. */
  readonly maps: number;
}

/** Schema of `evaluation` in a configuration with `task: images`. */
export const imageEvaluationSchema: z.ZodType<ImageEvaluationConfig> = mapping({
  batchSize: wholeNumber(1).default(128),
  ownThresholdFrom: wholeNumber(1).default(20),
  maps: wholeNumber(0, 100).default(6),
}).prefault({});
