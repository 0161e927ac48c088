import type { MixtureHeadConfig } from '@sbn/heads';
import type { GraphBuilder } from '../graph/graph.js';
import { logSumExp } from '../graph/log-sum-exp.js';
import type { Value } from '../graph/value.js';
import { usedClassLayer } from './class-layer.js';
import type { HeadSource } from './head-source.js';
import { appendScoreFunction } from './score-function.js';
import { trained } from './trained.js';

/** log P = log Σ_k exp(log π_k + log softmax(f(W tanh(L_k h + l_k) + b))) with π = softmax(A h). */
export function mixtureLogProbabilities(
  graph: GraphBuilder,
  features: Value,
  { config, weights }: HeadSource<MixtureHeadConfig>,
): Value {
  const { numComponents, numLabels, dim, inDim, member } = config;
  const priors = graph.apply('head/priors', {
    kind: 'linear',
    inputs: [features],
    weights: trained(graph, weights, 'priorWeights')!,
    bias: undefined,
  });
  const logPriors = graph.apply('head/priors', { kind: 'log-softmax', inputs: [priors] });
  const latent = graph.apply('head/latent', {
    kind: 'linear',
    inputs: [features],
    weights: graph.constant(
      'head/latentWeights',
      [numComponents * dim, inDim],
      byComponent(weights.latentWeights!.data, numComponents, dim, inDim),
    ),
    bias: graph.constant(
      'head/latentBias',
      [numComponents * dim],
      byComponent(weights.latentBias!.data, numComponents, dim, 1),
    ),
  });
  const contexts = graph.apply('head/latent', { kind: 'tanh', inputs: [latent] });
  // One row per row of the batch and component.
  const rows = graph.apply('head/latent', { kind: 'reshape', inputs: [contexts], shape: [-1, dim] });
  const layer = usedClassLayer(graph, config, weights, dim);
  const linear = graph.apply('head', { kind: 'linear', inputs: [rows], ...layer });
  const scores = appendScoreFunction(graph, linear, member, weights);
  const logMembers = graph.apply('head/members', { kind: 'log-softmax', inputs: [scores] });
  const stacked = graph.apply('head/members', {
    kind: 'reshape',
    inputs: [logMembers],
    shape: [-1, numComponents, numLabels],
  });
  const columns = graph.apply('head/priors', { kind: 'expand', inputs: [logPriors], axis: 2 });
  const terms = graph.apply('head/mixture', { kind: 'add', inputs: [stacked, columns] });
  return logSumExp(graph, 'head/mixture', terms, 1, [-1, numLabels]);
}

/** Rows j K + k (dimension j of component k), as a head has them, in the order k d + j. */
function byComponent(values: Float32Array, numComponents: number, dim: number, width: number): Float32Array {
  const ordered = new Float32Array(values.length);
  for (let k = 0; k < numComponents; k++) {
    for (let j = 0; j < dim; j++) {
      const from = (j * numComponents + k) * width;
      ordered.set(values.subarray(from, from + width), (k * dim + j) * width);
    }
  }
  return ordered;
}
