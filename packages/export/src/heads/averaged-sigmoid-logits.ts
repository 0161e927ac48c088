import type { AveragedSigmoidHeadConfig } from '@sbn/heads';
import type { GraphBuilder } from '../graph/graph.js';
import { logSumExp } from '../graph/log-sum-exp.js';
import type { Value } from '../graph/value.js';
import type { HeadSource } from './head-source.js';
import { logSigmoid } from './score-function.js';
import { trained } from './trained.js';

/**
 * The logit of the mean over positions of σ(z), z = W h_position + b: log Σ σ(z) − log Σ σ(−z), from logarithms, so that
 * no mean rounds to 0 or 1.
 */
export function averagedSigmoidLogits(
  graph: GraphBuilder,
  features: Value,
  { config, weights }: HeadSource<AveragedSigmoidHeadConfig>,
): Value {
  const { inDim, positions, numLabels } = config;
  const scope = 'head/positions';
  const shape = [-1, inDim / positions];
  const rows = graph.apply(scope, { kind: 'reshape', inputs: [features], shape });
  const linear = graph.apply('head', {
    kind: 'linear',
    inputs: [rows],
    weights: trained(graph, weights, 'weights')!,
    bias: trained(graph, weights, 'bias'),
  });
  if (positions === 1) return linear;
  const z = graph.apply(scope, { kind: 'reshape', inputs: [linear], shape: [-1, positions, numLabels] });
  const softplus = graph.apply(scope, { kind: 'softplus', inputs: [z] });
  const logAbsent = graph.apply(scope, { kind: 'negate', inputs: [softplus] });
  const present = logSumExp(graph, 'head/present', logSigmoid(graph, scope, z), 1, [-1, numLabels]);
  const absent = logSumExp(graph, 'head/absent', logAbsent, 1, [-1, numLabels]);
  return graph.apply('head/mean', { kind: 'subtract', inputs: [present, absent] });
}
