import type { GraphBuilder } from '../graph/graph.js';
import type { Value } from '../graph/value.js';
import { bagFeatures } from './bag-features.js';
import { convolutionFeatures } from './convolution-features.js';
import type { EncoderSource } from './encoder-source.js';
import { hiddenFeatures } from './hidden-features.js';
import { textFeatures } from './text-features.js';

/** Appends an encoder and what it is fed with to a graph; the features are [batch, outDim]. */
export function appendEncoder(graph: GraphBuilder, { config, weights }: EncoderSource): Value {
  switch (config.kind) {
    case 'dense': {
      const inputs = graph.input({ name: 'inputs', type: 'float32', shape: ['batch', config.inDim] });
      return hiddenFeatures(graph, inputs, { config, weights });
    }
    case 'bag':
      return hiddenFeatures(graph, bagFeatures(graph, { config, weights }), { config, weights });
    case 'convolution':
      return convolutionFeatures(graph, { config, weights });
    case 'text-convolution':
      return textFeatures(graph, { config, weights });
  }
}
