import { createRandom } from '@sbn/core';

/**
 * Seeded initial weights of a linear layer [rows, fanIn]: independent U(-1/√fanIn, 1/√fanIn), the default of linear
 * layers in common frameworks, which the reference experiments of [G24] start from.
 *
 * Each parameter has a random stream of its own, named after it: the size of one never shifts another.
 */
export function uniformWeights(
  seed: number,
  parameterName: string,
  rows: number,
  fanIn: number,
): Float32Array {
  const random = createRandom([seed, parameterName]);
  const bound = 1 / Math.sqrt(fanIn);
  const weights = new Float32Array(rows * fanIn);
  // A loop, because Float32Array.from with a function takes several times as long, and a head may have 10^8 weights.
  for (let i = 0; i < weights.length; i++) weights[i] = bound * (2 * random.uniform() - 1);
  return weights;
}
