import { createMatrix, createRandom } from '@sbn/core';
import type { LayerInput } from '../layer/layer-input.js';

/** Normal weights (and biases): in general position. */
export function normalLayer(seed: number, numLabels: number, dim: number, bias = false): LayerInput {
  const random = createRandom([seed, numLabels, dim]);
  const draw = (count: number): Float64Array => Float64Array.from({ length: count }, () => random.normal());
  return {
    weights: createMatrix(numLabels, dim, draw(numLabels * dim)),
    ...(bias ? { bias: draw(numLabels) } : {}),
  };
}

/** Small integers: full of zero rows, repeated and opposite rows, rank deficiency and ties. */
export function latticeLayer(seed: number, numLabels: number, dim: number, bias = false): LayerInput {
  const random = createRandom([seed, numLabels, dim, 7]);
  const draw = (count: number): Float64Array => Float64Array.from({ length: count }, () => random.int(4) - 1);
  return {
    weights: createMatrix(numLabels, dim, draw(numLabels * dim)),
    ...(bias ? { bias: draw(numLabels) } : {}),
  };
}

/** Rows at scales from 1e-150 to 1e150, some copied, some off a copy by one unit in the last place. */
export function wildLayer(seed: number, numLabels: number, dim: number, bias = false): LayerInput {
  const { weights, bias: offsets } = normalLayer(seed, numLabels, dim, bias);
  const random = createRandom([seed, 9]);
  const { data } = weights;
  for (let i = 0; i < numLabels; i++) {
    const kind = random.int(4);
    const from = random.int(numLabels);
    const scale = 10 ** (random.int(301) - 150);
    for (let j = 0; j < dim; j++) {
      if (kind === 0) data[i * dim + j] = data[from * dim + j]!;
      else if (kind === 1) data[i * dim + j] = data[from * dim + j]! * (1 + (j === 0 ? Number.EPSILON : 0));
      else data[i * dim + j]! *= scale;
    }
    if (offsets !== undefined) {
      if (kind <= 1) offsets[i] = offsets[from]!;
      else offsets[i]! *= scale;
    }
  }
  return { weights, ...(offsets === undefined ? {} : { bias: offsets }) };
}
