import type { EncoderConfig } from '@sbn/train';
import type { GraphBuilder } from '../graph/graph.js';
import type { Constant, Value } from '../graph/value.js';
import type { EncoderSource } from './encoder-source.js';
import { activated } from './hidden-features.js';

type ConvolutionConfig = Extract<EncoderConfig, { readonly kind: 'convolution' }>;

/** A value [batch, height, width, channels] and its lengths. */
interface FeatureMap {
  readonly value: Value;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Channels that share mean and variance, where their number can be divided by it, and what is added to a variance. */
const groupSize = 8;
const groupEpsilon = 1e-5;

/**
 * Blocks of convolution, normalisation, activation and max pooling over pictures `inputs` [batch, height, width,
 * channels].
 */
export function convolutionFeatures(
  graph: GraphBuilder,
  { config, weights }: EncoderSource<ConvolutionConfig>,
): Value {
  const { height, width, channels, blocks, activation, normalization, residual, output } = config;
  const inputs = graph.input({ name: 'inputs', type: 'float32', shape: ['batch', height, width, channels] });
  const constant = (name: string): Constant => {
    const { shape, data } = weights.get(name)!;
    return graph.constant(`encoder/${name}`, shape, data);
  };
  const convolve = (map: FeatureMap, name: string, stride: number): FeatureMap => {
    const filter = constant(`${name}/weights`);
    const [kernel, , , filters] = filter.shape as [number, number, number, number];
    const value = graph.apply(`encoder/${name}`, {
      kind: 'convolution',
      inputs: [map.value],
      filter,
      bias: weights.has(`${name}/bias`) ? constant(`${name}/bias`) : undefined,
      stride,
      same: true,
      padding: {
        height: samePadding(map.height, kernel, stride),
        width: samePadding(map.width, kernel, stride),
      },
    });
    return {
      value,
      height: Math.ceil(map.height / stride),
      width: Math.ceil(map.width / stride),
      channels: filters,
    };
  };
  const normalize = (map: FeatureMap, name: string): FeatureMap => {
    if (normalization === 'none') return map;
    const parameters = { scale: constant(`${name}/scale`), shift: constant(`${name}/shift`) };
    return { ...map, value: groupNormalized(graph, `encoder/${name}`, map, parameters) };
  };
  const activate = (map: FeatureMap, name: string): FeatureMap => ({
    ...map,
    value: activated(graph, `encoder/${name}`, map.value, activation),
  });

  const last = blocks.reduce<FeatureMap>(
    (input, { convolutions, stride, pool }, i) => {
      const block = `block${i + 1}`;
      let map = input;
      for (let j = 1; j <= convolutions; j++) {
        const name = `${block}/convolution${j}`;
        map = normalize(convolve(map, name, j === 1 ? stride : 1), name);
        // In a residual block the input is added before the last activation.
        if (!residual || j < convolutions) map = activate(map, name);
      }
      if (residual) {
        const shortcut = `${block}/shortcut`;
        const carried = weights.has(`${shortcut}/weights`) ? convolve(input, shortcut, stride) : input;
        const added = graph.apply(`encoder/${block}`, { kind: 'add', inputs: [map.value, carried.value] });
        map = activate({ ...map, value: added }, block);
      }
      if (pool === 1) return map;
      return {
        value: graph.apply(`encoder/${block}`, { kind: 'max-pool', inputs: [map.value], size: pool }),
        height: Math.floor(map.height / pool),
        width: Math.floor(map.width / pool),
        channels: map.channels,
      };
    },
    { value: inputs, height, width, channels },
  );
  if (output === 'pooled') {
    return graph.apply('encoder', { kind: 'mean', inputs: [last.value], axes: [1, 2], keepAxes: false });
  }
  const shape = [-1, last.height * last.width * last.channels];
  return graph.apply('encoder', { kind: 'reshape', inputs: [last.value], shape });
}

/** The zeros before and behind a length that make it ⌈length / stride⌉; an odd one goes behind. */
function samePadding(length: number, kernel: number, stride: number): readonly [number, number] {
  const total = Math.max((Math.ceil(length / stride) - 1) * stride + kernel - length, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/**
 * Within each example, groups of channels are brought to mean 0 and variance 1 over all positions; then each channel has
 * its scale and shift.
 */
function groupNormalized(
  graph: GraphBuilder,
  scope: string,
  { value, height, width, channels }: FeatureMap,
  { scale, shift }: { readonly scale: Constant; readonly shift: Constant },
): Value {
  const inGroup = greatestCommonDivisor(channels, groupSize);
  const grouped = graph.apply(scope, {
    kind: 'reshape',
    inputs: [value],
    shape: [-1, height * width, channels / inGroup, inGroup],
  });
  const overGroups = { axes: [1, 3], keepAxes: true };
  const mean = graph.apply(scope, { kind: 'mean', inputs: [grouped], ...overGroups });
  const centred = graph.apply(scope, { kind: 'subtract', inputs: [grouped, mean] });
  const squares = graph.apply(scope, { kind: 'multiply', inputs: [centred, centred] });
  const variance = graph.apply(scope, { kind: 'mean', inputs: [squares], ...overGroups });
  const epsilon = graph.scalar(`${scope}/epsilon`, groupEpsilon);
  const safe = graph.apply(scope, { kind: 'add', inputs: [variance, epsilon] });
  const deviation = graph.apply(scope, { kind: 'square-root', inputs: [safe] });
  const normal = graph.apply(scope, { kind: 'divide', inputs: [centred, deviation] });
  const map = graph.apply(scope, { kind: 'reshape', inputs: [normal], shape: [-1, height, width, channels] });
  const scaled = graph.apply(scope, { kind: 'multiply', inputs: [map, scale] });
  return graph.apply(scope, { kind: 'add', inputs: [scaled, shift] });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
