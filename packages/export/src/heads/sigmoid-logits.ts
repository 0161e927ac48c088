import type { SigmoidHeadConfig } from '@sbn/heads';
import type { GraphBuilder } from '../graph/graph.js';
import type { Value } from '../graph/value.js';
import type { HeadSource } from './head-source.js';
import { trained } from './trained.js';

/** z = W h + b. */
export function sigmoidLogits(
  graph: GraphBuilder,
  features: Value,
  { weights }: HeadSource<SigmoidHeadConfig>,
): Value {
  return graph.apply('head', {
    kind: 'linear',
    inputs: [features],
    weights: trained(graph, weights, 'weights')!,
    bias: trained(graph, weights, 'bias'),
  });
}
