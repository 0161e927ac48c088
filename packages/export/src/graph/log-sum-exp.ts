import type { GraphBuilder } from './graph.js';
import type { Value } from './value.js';

/**
 * log Σ exp(x) along an axis, shifted by the largest entry, so that nothing overflows.
 *
 * @param shape of the result, without the axis; −1 for the batch
 */
export function logSumExp(
  graph: GraphBuilder,
  scope: string,
  x: Value,
  axis: number,
  shape: readonly number[],
): Value {
  const reduced = { axes: [axis], keepAxes: true };
  const largest = graph.apply(scope, { kind: 'max', inputs: [x], ...reduced });
  const shifted = graph.apply(scope, { kind: 'subtract', inputs: [x, largest] });
  const powers = graph.apply(scope, { kind: 'exp', inputs: [shifted] });
  const total = graph.apply(scope, { kind: 'sum', inputs: [powers], ...reduced });
  const log = graph.apply(scope, { kind: 'log', inputs: [total] });
  const sum = graph.apply(scope, { kind: 'add', inputs: [log, largest] });
  return graph.apply(scope, { kind: 'reshape', inputs: [sum], shape });
}
