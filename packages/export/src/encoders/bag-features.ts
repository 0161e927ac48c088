import type { EncoderConfig } from '@sbn/train';
import type { GraphBuilder } from '../graph/graph.js';
import type { Value } from '../graph/value.js';
import type { EncoderSource } from './encoder-source.js';

/** The least normal float32: what a row without weights is divided by. */
const leastNormal = 2 ** -126;

/**
 * An embedding bag. A row's entries come as `indices` int32 and `weights` float32, both [batch, entries], and rows with
 * fewer entries are filled up with any index and weight 0: Σ v_i e_i, for `mean` divided by Σ |v_i|.
 *
 * Neither format has an operation for rows of different lengths: ONNX has no segment sum, and its ScatterND adds in an
 * order that is not fixed. As a product [1, entries] · [entries, dim] per row the padding costs little and the sum is one
 * of a matrix product.
 */
export function bagFeatures(
  graph: GraphBuilder,
  { config, weights }: EncoderSource<Extract<EncoderConfig, { readonly kind: 'bag' }>>,
): Value {
  const { numFeatures, dim, reduce } = config;
  const scope = 'encoder/bag';
  const shape = ['batch', 'entries'];
  const indices = graph.input({ name: 'indices', type: 'int32', shape });
  const values = graph.input({ name: 'weights', type: 'float32', shape });
  const table = graph.constant('encoder/table', [numFeatures, dim], weights.get('table')!.data);
  const rows = graph.apply(scope, { kind: 'gather', inputs: [table, indices] });
  const row = graph.apply(scope, { kind: 'expand', inputs: [values], axis: 1 });
  const summed = graph.apply(scope, { kind: 'product', inputs: [row, rows] });
  const sum = graph.apply(scope, { kind: 'reshape', inputs: [summed], shape: [-1, dim] });
  if (reduce === 'sum') return sum;
  const sizes = graph.apply(scope, { kind: 'abs', inputs: [values] });
  const total = graph.apply(scope, { kind: 'sum', inputs: [sizes], axes: [1], keepAxes: true });
  const least = graph.scalar('encoder/least', leastNormal);
  const divisor = graph.apply(scope, { kind: 'maximum', inputs: [total, least] });
  return graph.apply(scope, { kind: 'divide', inputs: [sum, divisor] });
}
