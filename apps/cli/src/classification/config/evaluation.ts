import { z } from 'zod';
import { mapping, wholeNumber } from '../../config/fields.js';

/** How a trained model is measured. */
export interface EvaluationConfig {
  /** The split it is measured on. */
  readonly split: 'train' | 'valid' | 'test';
  /** The cut-offs of P@k, R@k, F1@k and nDCG@k. */
  readonly ks: readonly number[];
  /** The logit above which a label counts as predicted; `tuned` for the best micro-F1 on the validation split. */
  readonly threshold: number | 'tuned';
  /** Whether to add the averages over batches that some papers quote. */
  readonly batchAverages: boolean;
  /** Examples per forward pass. */
  readonly batchSize: number;
}

/** Schema of `evaluation`. */
export const evaluationSchema: z.ZodType<EvaluationConfig> = mapping({
  split: z.enum(['train', 'valid', 'test']).default('test'),
  ks: z.array(wholeNumber(1)).min(1).default([1, 3, 5, 8, 10]),
  threshold: z.union([z.number(), z.literal('tuned')], { error: 'expected a number, or tuned' }).default(0),
  batchAverages: z.boolean().default(false),
  batchSize: wholeNumber(1).default(256),
}).prefault({});
