import type { ActivationName, EncoderConfig } from '@sbn/train';
import type { GraphBuilder } from '../graph/graph.js';
import type { Constant, Value } from '../graph/value.js';
import type { EncoderSource } from './encoder-source.js';

/** The fully connected layers h_i = activation(W_i h_{i−1} + b_i); dropout is for training only. */
export function hiddenFeatures(
  graph: GraphBuilder,
  leaf: Value,
  { config, weights }: EncoderSource<Extract<EncoderConfig, { readonly hidden: readonly number[] }>>,
): Value {
  const constant = (name: string): Constant => {
    const { shape, data } = weights.get(name)!;
    return graph.constant(`encoder/${name}`, shape, data);
  };
  return config.hidden.reduce<Value>((h, _, i) => {
    const scope = `hidden${i + 1}`;
    const linear = graph.apply(`encoder/${scope}`, {
      kind: 'linear',
      inputs: [h],
      weights: constant(`${scope}/weights`),
      bias: constant(`${scope}/bias`),
    });
    return activated(graph, `encoder/${scope}`, linear, config.activation);
  }, leaf);
}

/** An activation by its name; `linear` is none. */
export function activated(graph: GraphBuilder, scope: string, x: Value, name: ActivationName): Value {
  return name === 'linear' ? x : graph.apply(scope, { kind: name, inputs: [x] });
}
