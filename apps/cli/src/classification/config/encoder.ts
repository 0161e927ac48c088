import { z } from 'zod';
import { mapping, wholeNumber } from '../../config/fields.js';

/** What every encoder has. */
interface EncoderLayers {
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
  readonly activation: 'relu' | 'tanh' | 'sigmoid' | 'elu' | 'linear';
  /** Probability in [0, 1) with which a unit is zeroed in training. */
  readonly dropout: number;
}

/** An embedding bag: for sparse inputs (words, tags). */
export interface BagEncoderConfig extends EncoderLayers {
  readonly kind: 'bag';
  /** Width of an embedding. */
  readonly dim: number;
  readonly reduce: 'sum' | 'mean';
}

/** Dense layers over dense inputs; without hidden layers the inputs themselves. */
export interface DenseEncoderConfig extends EncoderLayers {
  readonly kind: 'dense';
}

/** What turns an example's inputs into the vector that the head reads. */
export type EncoderConfig = BagEncoderConfig | DenseEncoderConfig;

const layers = {
  hidden: z.array(wholeNumber(1)).default([]),
  activation: z.enum(['relu', 'tanh', 'sigmoid', 'elu', 'linear']).default('relu'),
  dropout: z.number().min(0).lt(1).default(0),
};

/** Schema of `encoder`. */
export const encoderSchema: z.ZodType<EncoderConfig> = z.discriminatedUnion('kind', [
  mapping({
    kind: z.literal('bag'),
    dim: wholeNumber(1).default(128),
    reduce: z.enum(['sum', 'mean']).default('mean'),
    ...layers,
  }),
  mapping({ kind: z.literal('dense'), ...layers }),
]);
