import { z } from 'zod';
import { mapping, wholeNumber } from './fields.js';

/** Which label sets are asked about, and how. */
export interface DetectionConfig {
  /** False leaves detection out. */
  readonly enabled: boolean;
  /** What counts as outputting a label set. */
  readonly rule: 'threshold';
  /** The split whose unique label sets are asked about. */
  readonly labelSets: 'train' | 'valid' | 'test';
  /** At most so many of them (the first ones that occur); all when left out. */
  readonly limit?: number | undefined;
  /** Worker threads; as many as there are cores, at most 4, when left out. */
  readonly workers?: number | undefined;
  /** Box |x_j| <= box of the Chebyshev radius; without a box only the scale-free margin is decided. */
  readonly box?: number | undefined;
  /** A label set whose radius in the box is over epsilon counts as epsilon-argmaxable. */
  readonly epsilon: number;
}

/** Schema of `detection`. */
export const detectionSchema: z.ZodType<DetectionConfig> = mapping({
  enabled: z.boolean().default(true),
  rule: z.literal('threshold').default('threshold'),
  labelSets: z.enum(['train', 'valid', 'test']).default('test'),
  limit: wholeNumber(1).optional(),
  workers: wholeNumber(1, 256).optional(),
  box: z.number().positive().optional(),
  epsilon: z.number().min(0).default(1),
}).prefault({});
