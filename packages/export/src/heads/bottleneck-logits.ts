import type { SigmoidBottleneckHeadConfig } from '@sbn/heads';
import type { GraphBuilder } from '../graph/graph.js';
import type { Value } from '../graph/value.js';
import type { HeadSource } from './head-source.js';
import { trained } from './trained.js';

/** z = V (A h + a). */
export function bottleneckLogits(
  graph: GraphBuilder,
  features: Value,
  { weights }: HeadSource<SigmoidBottleneckHeadConfig>,
): Value {
  const narrow = graph.apply('head/input', {
    kind: 'linear',
    inputs: [features],
    weights: trained(graph, weights, 'inputWeights')!,
    bias: trained(graph, weights, 'inputBias'),
  });
  const labelWeights = trained(graph, weights, 'labelWeights')!;
  return graph.apply('head', { kind: 'linear', inputs: [narrow], weights: labelWeights, bias: undefined });
}
