import { z } from 'zod';
import { mapping, wholeNumber } from '../../config/fields.js';

/** Some convolutions, and a max pooling behind them. */
export interface ConvolutionBlockEntry {
  /** Channels of its output. */
  readonly filters: number;
  /** Height and width of every filter. */
  readonly kernel: number;
  /** Step of the first convolution. */
  readonly stride: number;
  /** Convolutions one after the other. */
  readonly convolutions: number;
  /** Height, width and step of the max pooling; 1 for none. */
  readonly pool: number;
}

/** The network that turns a picture into what the head reads: a map, or the mean of each of its channels. */
export interface ImageEncoderConfig {
  readonly kind: 'convolution';
  readonly blocks: readonly ConvolutionBlockEntry[];
  /** Whether the input of a block is added to its output. */
  readonly residual: boolean;
  readonly activation: 'relu' | 'tanh' | 'sigmoid' | 'elu' | 'linear';
  readonly normalization: 'group' | 'none';
  /** Probability in [0, 1) with which an entry of a block's output is zeroed in training. */
  readonly dropout: number;
}

/** Schema of `encoder` in a configuration with `task: images`. */
export const imageEncoderSchema: z.ZodType<ImageEncoderConfig> = mapping({
  kind: z.literal('convolution').default('convolution'),
  blocks: z
    .array(
      mapping({
        filters: wholeNumber(1),
        kernel: wholeNumber(1).default(3),
        stride: wholeNumber(1).default(1),
        convolutions: wholeNumber(1).default(1),
        pool: wholeNumber(1).default(2),
      }),
    )
    .min(1)
    .prefault([{ filters: 16 }, { filters: 32 }, { filters: 64 }]),
  residual: z.boolean().default(false),
  activation: z.enum(['relu', 'tanh', 'sigmoid', 'elu', 'linear']).default('relu'),
  normalization: z.enum(['group', 'none']).default('none'),
  dropout: z.number().min(0).lt(1).default(0),
}).prefault({});
