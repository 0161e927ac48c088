import type { Head } from '@sbn/heads';
import type { GraphBuilder } from '../graph/graph.js';
import type { Value } from '../graph/value.js';
import { averagedSigmoidLogits } from './averaged-sigmoid-logits.js';
import { bottleneckLogits } from './bottleneck-logits.js';
import { classScores } from './class-scores.js';
import { fixedBasisLogits } from './fixed-basis-logits.js';
import type { HeadSource } from './head-source.js';
import { mixtureLogProbabilities } from './mixture-log-probabilities.js';
import { sigmoidLogits } from './sigmoid-logits.js';

/** What a head gives, both [batch, numLabels]. */
export interface HeadOutputs {
  /** What `head.logits` gives. */
  readonly logits: Value;
  /** σ(logits) where labels are decided each by itself, softmax(logits) where one class is right. */
  readonly probabilities: Value;
}

/**
 * Appends a head to a graph.
 *
 * @param features [batch, inDim]
 * @param output what the head decides
 */
export function appendHead(
  graph: GraphBuilder,
  features: Value,
  source: HeadSource,
  output: Head['output'],
): HeadOutputs {
  const logits = logitsOf(graph, features, source);
  const kind = output === 'classes' ? 'softmax' : 'sigmoid';
  return { logits, probabilities: graph.apply('head', { kind, inputs: [logits] }) };
}

function logitsOf(graph: GraphBuilder, features: Value, { config, weights }: HeadSource): Value {
  switch (config.kind) {
    case 'sigmoid':
      return sigmoidLogits(graph, features, { config, weights });
    case 'averaged-sigmoid':
      return averagedSigmoidLogits(graph, features, { config, weights });
    case 'sigmoid-bottleneck':
      return bottleneckLogits(graph, features, { config, weights });
    case 'dft':
    case 'vandermonde':
      return fixedBasisLogits(graph, features, { config, weights });
    case 'softmax':
    case 'sigsoftmax':
    case 'relu-softmax':
    case 'sigmoid-softmax':
    case 'plif':
      return classScores(graph, features, { config, weights });
    case 'mixture':
      return mixtureLogProbabilities(graph, features, { config, weights });
  }
}
