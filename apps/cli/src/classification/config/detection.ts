import { z } from 'zod';
import { mapping, wholeNumber } from '../../config/fields.js';
import { type RuleWord, ruleOf } from '../../config/rule-of.js';

/** Which label sets are asked about, and how. */
export interface DetectionConfig {
  /** False leaves detection out. */
  readonly enabled: boolean;
  /**
   * What counts as outputting a label set: `threshold` (a score above 0 for exactly these labels), `argmax` (the highest
   * score) or `topk:K` (the K highest). Left out, it is what the head does: `argmax` for a head of classes, else
   * `threshold`.
   */
  readonly rule?: RuleWord | undefined;
  /** The split whose unique label sets are asked about: with argmax every class, with topk:K the sets of K labels. */
  readonly labelSets: 'train' | 'valid' | 'test';
  /** At most so many of them (the first ones that occur); all when left out. */
  readonly limit?: number | undefined;
  /** Worker threads; 0 works in the main thread; as many as there are cores, at most 8, when left out. */
  readonly workers?: number | undefined;
  /** `best`: argmaxable sets with their largest margin; `any`: with the first input found, which is faster. */
  readonly margin: 'best' | 'any';
  /** The largest proved bound on a margin that counts as unargmaxable; 0 asks for exact proofs. */
  readonly acceptMarginBound: number;
  /** Box |x_j| <= box of the Chebyshev radius; without a box only the scale-free margin is decided. */
  readonly box?: number | undefined;
  /** A label set whose radius in the box is over epsilon counts as epsilon-argmaxable. */
  readonly epsilon: number;
}

/** Schema of `detection`. */
export const detectionSchema: z.ZodType<DetectionConfig> = mapping({
  enabled: z.boolean().default(true),
  rule: z
    .custom<RuleWord>((value) => typeof value === 'string' && ruleOf(value) !== undefined, {
      error: 'expected threshold, argmax or topk:K, such as topk:5',
    })
    .optional(),
  labelSets: z.enum(['train', 'valid', 'test']).default('test'),
  limit: wholeNumber(1).optional(),
  workers: wholeNumber(0, 256).optional(),
  margin: z.enum(['best', 'any']).default('best'),
  acceptMarginBound: z.number().min(0).lt(1).default(0),
  box: z.number().positive().optional(),
  epsilon: z.number().min(0).default(1),
}).prefault({});
