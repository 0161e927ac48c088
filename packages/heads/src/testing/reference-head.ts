import { createMatrix, type Matrix } from '@sbn/core';
import {
  dftLogitsReference,
  sigmoidBottleneckLogitsReference,
  sigmoidLogitsReference,
  vandermondeLogitsReference,
} from '@sbn/core/reference';
import type { HeadConfig } from '../definitions/head-config.js';
import type { HeadWeights } from '../head-weights.js';

/** Parameters in float64, by name. */
export type ReferenceWeights = Record<string, Float64Array>;

export function referenceWeights(weights: HeadWeights): ReferenceWeights {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { data }]) => [name, Float64Array.from(data)]),
  );
}

/** Logits [batch, n] of features [batch, inDim] in float64, by core's plain loops. */
export function referenceLogits(config: HeadConfig, weights: ReferenceWeights, h: Float64Array): Matrix {
  const { inDim, numLabels } = config;
  const matrix = (name: string, cols: number): Matrix =>
    createMatrix(weights[name]!.length / cols, cols, weights[name]!);
  const hidden = createMatrix(h.length / inDim, inDim, h);
  if (config.kind === 'sigmoid') {
    return sigmoidLogitsReference({ hidden, weights: matrix('weights', inDim), bias: weights.bias });
  }
  const shared = {
    hidden,
    numLabels,
    inputWeights: matrix('inputWeights', inDim),
    inputBias: weights.inputBias,
  };
  if (config.kind === 'sigmoid-bottleneck') {
    return sigmoidBottleneckLogitsReference({ ...shared, labelWeights: matrix('labelWeights', config.dim) });
  }
  const slackWeights = config.slackDims === 0 ? undefined : matrix('slackWeights', config.slackDims);
  return config.kind === 'dft'
    ? dftLogitsReference({ ...shared, slackWeights, k: config.k, permutation: config.permutation })
    : vandermondeLogitsReference({ ...shared, slackWeights, dim: config.dim });
}
