import { type LinearClassHeadConfig, scoreFunctionOf } from '@sbn/heads';
import type { GraphBuilder } from '../graph/graph.js';
import type { Value } from '../graph/value.js';
import { usedClassLayer } from './class-layer.js';
import type { HeadSource } from './head-source.js';
import { appendScoreFunction } from './score-function.js';

/** s = f(W h + b). */
export function classScores(
  graph: GraphBuilder,
  features: Value,
  { config, weights }: HeadSource<LinearClassHeadConfig>,
): Value {
  const layer = usedClassLayer(graph, config, weights, config.inDim);
  const linear = graph.apply('head', { kind: 'linear', inputs: [features], ...layer });
  return appendScoreFunction(graph, linear, scoreFunctionOf(config), weights);
}
