import { createRandom } from '@sbn/core';
import {
  add,
  conv2d,
  maxPool,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tensor,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { activations } from './activation.js';
import { convolution } from './convolution.js';
import { dropOut } from './drop-out.js';
import type {
  ActivationName,
  ConvolutionBlockConfig,
  EncodeOptions,
  MapShape,
  NormalizationName,
} from './encoder.js';
import { normalizeGroups } from './normalize-groups.js';

/** Blocks of convolutions, one after the other. */
export interface ConvolutionBlocks {
  /** The map behind the last block. */
  readonly featureMap: MapShape;
  readonly variables: readonly Variable[];
  readonly variableNames: readonly string[];
  /** [batch, height, width, channels] to [batch, featureMap.height, featureMap.width, featureMap.channels]. */
  transform(x: Tensor4D, options?: EncodeOptions): Tensor4D;
}

/**
 * A block is `convolutions` times (convolution, normalisation, activation), then max pooling, then dropout. In a residual
 * block its input is added before the last activation (He et al., CVPR 2016); where the shapes differ it goes through a
 * convolution of 1 x 1 first.
 *
 * Filters are normal with variance 2 / (inputs of a place) (He et al., ICCV 2015), biases and shifts 0, scales 1.
 *
 * @throws RangeError when a pooling leaves nothing of the map
 */
export function convolutionBlocks(options: {
  readonly caller: string;
  readonly input: MapShape;
  readonly blocks: readonly ConvolutionBlockConfig[];
  readonly residual: boolean;
  readonly activation: ActivationName;
  readonly normalization: NormalizationName;
  readonly dropout: number;
  readonly seed: number;
}): ConvolutionBlocks {
  const { caller, input, blocks, residual, activation, normalization, dropout, seed } = options;
  const featureMap = blocks.reduce((map, block, i) => {
    const size = (length: number): number => Math.floor(Math.ceil(length / block.stride) / block.pool);
    const next = { height: size(map.height), width: size(map.width), channels: block.filters };
    if (next.height === 0 || next.width === 0) {
      throw new RangeError(
        `${caller}: blocks[${i}] leaves nothing of a map of ${map.height} x ${map.width} with stride ${block.stride} and pool ${block.pool}; leave out a block or a pooling`,
      );
    }
    return next;
  }, input);

  const variables: Variable[] = [];
  const variableNames: string[] = [];
  const make = <T extends Tensor>(name: string, values: Float32Array, shape: number[]): T => {
    const initial = tensor(values, shape);
    // TensorFlow.js wants variable names unique in the whole process, so they are left to it; ours are in variableNames.
    const made = variable(initial);
    initial.dispose();
    variables.push(made as Variable);
    variableNames.push(name);
    return made as unknown as T;
  };
  const makeFilter = (name: string, kernel: number, inChannels: number, filters: number): Tensor4D => {
    const random = createRandom([seed, 'encoder', name]);
    const deviation = Math.sqrt(2 / (kernel * kernel * inChannels));
    const values = Float32Array.from(
      { length: kernel * kernel * inChannels * filters },
      () => deviation * random.normal(),
    );
    return make(`${name}/weights`, values, [kernel, kernel, inChannels, filters]);
  };
  const makeNormalization = (name: string, filters: number): ((x: Tensor4D) => Tensor4D) => {
    if (normalization === 'none') return (x) => x;
    const scale = make<Tensor1D>(`${name}/scale`, new Float32Array(filters).fill(1), [filters]);
    const shift = make<Tensor1D>(`${name}/shift`, new Float32Array(filters), [filters]);
    return (x) => normalizeGroups(x, scale, shift);
  };

  const makeBlock = (
    { filters, kernel, stride, convolutions, pool }: ConvolutionBlockConfig,
    i: number,
  ): ((x: Tensor4D) => Tensor4D) => {
    const name = `block${i + 1}`;
    const inChannels = i === 0 ? input.channels : blocks[i - 1]!.filters;
    const layers = Array.from({ length: convolutions }, (_, j): ((x: Tensor4D) => Tensor4D) => {
      const layer = `${name}/convolution${j + 1}`;
      const filter = makeFilter(layer, kernel, j === 0 ? inChannels : filters, filters);
      const bias = make<Tensor1D>(`${layer}/bias`, new Float32Array(filters), [filters]);
      const normalize = makeNormalization(layer, filters);
      const isAdded = residual && j === convolutions - 1;
      const isFused = normalization === 'none' && !isAdded;
      const activate = activations[isAdded || isFused ? 'linear' : activation];
      const settings = {
        stride: j === 0 ? stride : 1,
        activation: isFused ? activation : ('linear' as const),
      };
      return (x) => activate(normalize(convolution({ x, filter, bias }, settings)));
    });
    const hasShortcut = residual && (stride > 1 || inChannels !== filters);
    const shortcut = hasShortcut ? makeFilter(`${name}/shortcut`, 1, inChannels, filters) : undefined;
    return (x) => {
      const convolved = layers.reduce((h, layer) => layer(h), x);
      const carried = shortcut === undefined ? x : conv2d(x, shortcut, stride, 'same');
      const h = residual ? activations[activation](add(convolved, carried) as Tensor4D) : convolved;
      return pool === 1 ? h : maxPool(h, pool, pool, 'valid');
    };
  };
  const made = blocks.map(makeBlock);

  return {
    featureMap,
    variables,
    variableNames,
    transform: (x, encodeOptions = {}) =>
      made.reduce(
        (h, block, i) => dropOut(block(h), { ...encodeOptions, rate: dropout, seed, layer: i + 1 }),
        x,
      ),
  };
}
