import { mean, reshape, type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { checkCount, checkRate, checkSeed } from '../checks.js';
import { checkActivation } from './activation.js';
import { markBuiltInEncoder } from './built-in-encoder.js';
import { convolutionBlocks } from './convolution-blocks.js';
import { denseLeaf } from './dense-leaf.js';
import type {
  ActivationName,
  ConvolutionBlockConfig,
  EncodeOptions,
  Encoder,
  NormalizationName,
} from './encoder.js';

/** Options of one block of {@link convolutionEncoder}. */
export interface ConvolutionBlockOptions {
  /** Channels of its output. */
  readonly filters: number;
  /** Height and width of every filter (default 3). */
  readonly kernel?: number | undefined;
  /** Step of the first convolution, in both directions (default 1). */
  readonly stride?: number | undefined;
  /** Convolutions one after the other (default 1). */
  readonly convolutions?: number | undefined;
  /**
   * Height, width and step of the max pooling at the block's end (default 2; 1 for none). Rows and columns that fill no
   * window are left out.
   */
  readonly pool?: number | undefined;
}

/** Options of {@link convolutionEncoder}. */
export interface ConvolutionEncoderOptions {
  /** Rows of pixels. */
  readonly height: number;
  /** Pixels of a row. */
  readonly width: number;
  /** Numbers of a pixel. */
  readonly channels: number;
  readonly blocks: readonly ConvolutionBlockOptions[];
  /** Whether the input of a block is added to what its convolutions make of it (default false). */
  readonly residual?: boolean | undefined;
  /** After each convolution (default `relu`). */
  readonly activation?: ActivationName | undefined;
  /** Between each convolution and its activation: `group`, or `none` (default). See {@link convolutionEncoder}. */
  readonly normalization?: NormalizationName | undefined;
  /**
   * What the features are: `pooled` (default), the mean of each channel over all positions, or `map`, the last map as it
   * is, [positions, channels] in one row, for a head that looks at each position.
   */
  readonly output?: 'map' | 'pooled' | undefined;
  /** Probability in [0, 1) with which an entry of a block's output is set to 0 in training (default 0). */
  readonly dropout?: number | undefined;
  readonly seed: number;
}

/**
 * A small convolutional network for pictures: blocks of convolution, activation and max pooling, each with as many
 * filters as it says; the usual shape doubles them from block to block. An input row is a picture of
 * height * width * channels numbers, row by row, the channels of a pixel side by side.
 *
 * There is no batch normalisation, because what it does to an example depends on the examples beside it in training and
 * on running means, which are no parameters, in use. Group normalisation is the same function in both.
 *
 * @example
 * convolutionEncoder({ height: 32, width: 32, channels: 1, blocks: [16, 32, 64].map((filters) => ({ filters })), seed: 1 });
 *
 * @throws RangeError when a size, the dropout rate or the seed is out of range, or a block leaves nothing of its map
 */
export function convolutionEncoder(options: ConvolutionEncoderOptions): Encoder {
  const caller = 'convolutionEncoder';
  const { height, width, channels, residual = false, activation = 'relu', dropout = 0, seed } = options;
  const { normalization = 'none', output = 'pooled' } = options;
  checkCount(caller, 'height', height);
  checkCount(caller, 'width', width);
  checkCount(caller, 'channels', channels);
  const blocks = options.blocks.map(checkedBlock);
  if (typeof residual !== 'boolean') {
    throw new TypeError(`${caller}: residual must be true or false, got ${String(residual)}`);
  }
  checkActivation(caller, activation);
  if (normalization !== 'group' && normalization !== 'none') {
    throw new RangeError(`${caller}: normalization must be group or none, got ${String(normalization)}`);
  }
  if (output !== 'map' && output !== 'pooled') {
    throw new RangeError(`${caller}: output must be map or pooled, got ${String(output)}`);
  }
  checkRate(caller, 'dropout', dropout);
  checkSeed(caller, seed);
  const { featureMap, variables, variableNames, transform } = convolutionBlocks({
    caller,
    input: { height, width, channels },
    blocks,
    residual,
    activation,
    normalization,
    dropout,
    seed,
  });
  const inDim = height * width * channels;
  const outDim =
    output === 'map' ? featureMap.height * featureMap.width * featureMap.channels : featureMap.channels;

  const mapOf = (leaf: Tensor2D, encodeOptions?: EncodeOptions): Tensor4D =>
    transform(reshape(leaf, [leaf.shape[0], height, width, channels]), encodeOptions);

  const encoder: Encoder = {
    kind: 'convolution',
    inputKind: 'dense',
    inDim,
    outDim,
    variables,
    variableNames,
    featureMap,
    embed: (inputs) => denseLeaf(caller, inputs, inDim),
    transform: (leaf, encodeOptions) =>
      tidy(() => {
        const map = mapOf(leaf, encodeOptions);
        return output === 'map' ? reshape(map, [leaf.shape[0], outDim]) : mean(map, [1, 2]);
      }),
    lastMap: (leaf) => tidy(() => mapOf(leaf)),
    encode: (inputs, encodeOptions) => tidy(() => encoder.transform(encoder.embed(inputs), encodeOptions)),
    toConfig: () => ({
      kind: 'convolution',
      height,
      width,
      channels,
      blocks: blocks.map((block) => ({ ...block })),
      residual,
      activation,
      normalization,
      output,
      dropout,
      seed,
    }),
    dispose: () => {
      for (const variable of variables) variable.dispose();
    },
  };
  return markBuiltInEncoder(encoder);
}

function checkedBlock(options: ConvolutionBlockOptions, i: number): ConvolutionBlockConfig {
  const { filters, kernel = 3, stride = 1, convolutions = 1, pool = 2 } = options;
  const block = { filters, kernel, stride, convolutions, pool };
  for (const [name, value] of Object.entries(block)) {
    checkCount('convolutionEncoder', `blocks[${i}].${name}`, value);
  }
  return block;
}
