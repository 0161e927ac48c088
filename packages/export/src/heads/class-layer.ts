import type { ClassLayerConfig, HeadWeights } from '@sbn/heads';
import type { GraphBuilder } from '../graph/graph.js';
import type { Constant } from '../graph/value.js';

/**
 * The rows and the bias that a class head's logits are made with: rows divided by their lengths and a preventing bias
 * −½|w|² are worked out here, in float64, and are plain numbers in the export.
 *
 * @param dim columns of the weights
 */
export function usedClassLayer(
  graph: GraphBuilder,
  { numLabels, bias, rows }: ClassLayerConfig,
  weights: HeadWeights,
  dim: number,
): { readonly weights: Constant; readonly bias: Constant | undefined } {
  const trained = weights.weights!.data;
  const squares = Float64Array.from({ length: numLabels }, (_, label) => {
    let sum = 0;
    for (let i = label * dim; i < (label + 1) * dim; i++) sum += trained[i]! * trained[i]!;
    return sum;
  });
  const used =
    rows === 'unit'
      ? trained.map((entry, i) => {
          const square = squares[Math.floor(i / dim)]!;
          // A row of zeros has no direction: it stays zeros.
          return square === 0 ? 0 : entry / Math.sqrt(square);
        })
      : trained;
  const biases = {
    learned: () => weights.bias!.data,
    preventing: () => Float32Array.from(squares, (square) => -square / 2),
    none: () => undefined,
  };
  const usedBias = biases[bias]();
  return {
    weights: graph.constant('head/weights', [numLabels, dim], used),
    bias: usedBias === undefined ? undefined : graph.constant('head/bias', [numLabels], usedBias),
  };
}
