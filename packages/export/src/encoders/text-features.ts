import type { EncoderConfig } from '@sbn/train';
import type { GraphBuilder } from '../graph/graph.js';
import type { Value } from '../graph/value.js';
import type { EncoderSource, TrainedValues } from './encoder-source.js';
import { activated } from './hidden-features.js';

/** What is taken from the products of windows that a text does not have: more than any product that means something. */
const large = 1e30;

/**
 * Convolutions over texts. The words come as `tokens` int32 [batch, length], where shorter texts are filled up with any
 * word, and as many as count as `lengths` int32 [batch]. What fills up is 0 to the windows at the end of a text, as the
 * padding is, and windows that begin behind it never have the maximum.
 */
export function textFeatures(
  graph: GraphBuilder,
  { config, weights }: EncoderSource<Extract<EncoderConfig, { readonly kind: 'text-convolution' }>>,
): Value {
  const { numFeatures, dim, widths, filters, activation } = config;
  const scope = 'encoder';
  const tokens = graph.input({ name: 'tokens', type: 'int32', shape: ['batch', 'length'] });
  const lengths = graph.input({ name: 'lengths', type: 'int32', shape: ['batch'] });
  const zero = graph.scalar(`${scope}/zero`, 0);
  const one = graph.scalar(`${scope}/one`, 1);
  const most = graph.scalar(`${scope}/large`, large);
  const lengthRow = graph.apply(scope, { kind: 'float', inputs: [lengths] });
  const numTokens = graph.apply(scope, { kind: 'expand', inputs: [lengthRow], axis: 1 });

  /** 1 for the first `lengths + more` columns of each row, else 0. Only the shape of `like` [batch, columns] counts. */
  const firstColumns = (like: Value, more: number): Value => {
    const zeros = graph.apply(scope, { kind: 'multiply', inputs: [like, zero] });
    const ones = graph.apply(scope, { kind: 'add', inputs: [zeros, one] });
    const numbers = graph.apply(scope, { kind: 'cumulative-sum', inputs: [ones], axis: 1 });
    const left = graph.apply(scope, { kind: 'subtract', inputs: [numTokens, numbers] });
    const extra = graph.scalar(`${scope}/windows`, more + 1);
    const counted = graph.apply(scope, { kind: 'add', inputs: [left, extra] });
    return graph.apply(scope, { kind: 'clip', inputs: [counted], low: 0, high: 1 });
  };

  const table = graph.constant('encoder/table', [numFeatures, dim], weights.get('table')!.data);
  const rows = graph.apply(scope, { kind: 'gather', inputs: [table, tokens] });
  const numbered = graph.apply(scope, { kind: 'float', inputs: [tokens] });
  const isToken = graph.apply(scope, { kind: 'expand', inputs: [firstColumns(numbered, 0)], axis: 2 });
  const embedded = graph.apply(scope, { kind: 'multiply', inputs: [rows, isToken] });
  const map = graph.apply(scope, { kind: 'expand', inputs: [embedded], axis: 2 });

  const maxima = widths.map((width) => {
    const name = `width${width}`;
    const padding = Math.floor(width / 2);
    const products = graph.apply(`${scope}/${name}`, {
      kind: 'convolution',
      inputs: [map],
      filter: graph.constant(
        `encoder/${name}/weights`,
        [width, 1, dim, filters],
        turned(weights.get(`${name}/weights`)!),
      ),
      bias: graph.constant(`encoder/${name}/bias`, [filters], weights.get(`${name}/bias`)!.data),
      stride: 1,
      same: 2 * padding === width - 1,
      padding: { height: [padding, padding], width: [0, 0] },
    });
    const largest = graph.apply(`${scope}/${name}`, {
      kind: 'max',
      inputs: [products],
      axes: [2, 3],
      keepAxes: false,
    });
    const isWindow = firstColumns(largest, 2 * padding - width + 1);
    const isMissing = graph.apply(scope, { kind: 'subtract', inputs: [isWindow, one] });
    const penalty = graph.apply(scope, { kind: 'multiply', inputs: [isMissing, most] });
    const perWindow = graph.apply(scope, { kind: 'expand', inputs: [penalty], axis: 2 });
    const perFilter = graph.apply(scope, { kind: 'expand', inputs: [perWindow], axis: 3 });
    const counted = graph.apply(scope, { kind: 'add', inputs: [products, perFilter] });
    return graph.apply(`${scope}/${name}`, { kind: 'max', inputs: [counted], axes: [1, 2], keepAxes: false });
  });
  const joined =
    maxima.length === 1
      ? maxima[0]!
      : graph.apply(scope, { kind: 'join', inputs: maxima as [Value, ...Value[]] });
  return activated(graph, scope, joined, activation);
}

/** Filters [filters, length] as [length, filters]. */
function turned({ shape, data }: TrainedValues): Float32Array {
  const [filters, length] = shape as [number, number];
  const values = new Float32Array(data.length);
  for (let filter = 0; filter < filters; filter++) {
    for (let k = 0; k < length; k++) values[k * filters + filter] = data[filter * length + k]!;
  }
  return values;
}
