import type { HeadWeights } from '@sbn/heads';
import type { GraphBuilder } from '../graph/graph.js';
import type { Constant } from '../graph/value.js';

/** One of a head's trained tensors as a constant `head/<name>`; undefined where the head has none of that name. */
export function trained(graph: GraphBuilder, weights: HeadWeights, name: string): Constant | undefined {
  const values = weights[name];
  return values === undefined ? undefined : graph.constant(`head/${name}`, values.shape, values.data);
}
