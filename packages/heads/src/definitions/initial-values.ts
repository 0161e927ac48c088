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
  return Float32Array.from({ length: rows * fanIn }, () => bound * (2 * random.uniform() - 1));
}
