import type { HeadWeights, ReluScoreConfig, ScoreFunctionConfig, SigsoftmaxScoreConfig } from '@sbn/heads';
import type { GraphBuilder } from '../graph/graph.js';
import type { Value } from '../graph/value.js';
import { plifScores } from './plif-scores.js';

const scope = 'head/scores';

/** s = f(z), entry by entry, of linear logits z. */
export function appendScoreFunction(
  graph: GraphBuilder,
  z: Value,
  config: ScoreFunctionConfig,
  weights: HeadWeights,
): Value {
  switch (config.kind) {
    case 'identity':
      return z;
    case 'sigsoftmax':
      return sigsoftmaxScores(graph, z, config, weights);
    case 'relu':
      return reluScores(graph, z, config);
    case 'sigmoid':
      return logSigmoid(graph, scope, z);
    case 'plif':
      return plifScores(graph, z, config, weights);
  }
}

/** z − (k − 1) softplus(c − z). */
function sigsoftmaxScores(
  graph: GraphBuilder,
  z: Value,
  config: SigsoftmaxScoreConfig,
  weights: HeadWeights,
): Value {
  const center = config.learned ? weights.center!.data[0]! : config.center;
  const slope = config.learned ? weights.slope!.data[0]! : config.slope;
  const below = graph.apply(scope, { kind: 'subtract', inputs: [graph.scalar('head/center', center), z] });
  const bend = graph.apply(scope, { kind: 'softplus', inputs: [below] });
  const excess = graph.scalar('head/slope-1', slope - 1);
  const bent = graph.apply(scope, { kind: 'multiply', inputs: [bend, excess] });
  return graph.apply(scope, { kind: 'subtract', inputs: [z, bent] });
}

/** log(max(z, 0) + ε). */
function reluScores(graph: GraphBuilder, z: Value, { epsilon }: ReluScoreConfig): Value {
  const active = graph.apply(scope, { kind: 'relu', inputs: [z] });
  const shifted = graph.apply(scope, {
    kind: 'add',
    inputs: [active, graph.scalar('head/epsilon', epsilon)],
  });
  return graph.apply(scope, { kind: 'log', inputs: [shifted] });
}

/** log σ(z) = −softplus(−z), which does not round to −∞. */
export function logSigmoid(graph: GraphBuilder, place: string, z: Value): Value {
  const mirrored = graph.apply(place, { kind: 'negate', inputs: [z] });
  const softplus = graph.apply(place, { kind: 'softplus', inputs: [mirrored] });
  return graph.apply(place, { kind: 'negate', inputs: [softplus] });
}
