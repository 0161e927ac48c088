import { createMatrix } from '@sbn/core';
import type * as tf from '@tensorflow/tfjs-core';
import { checkOptions } from '../checks/check-options.js';
import { transposedAffine } from '../linear/transposed-affine.js';
import { checkSharedOptions } from './check-shared-options.js';
import type { SigmoidHeadConfig } from './head-config.js';
import type { HeadDefinition } from './head-definition.js';
import { uniformWeights } from './initial-values.js';

/** Checks the options of a sigmoid head and completes them. */
export function sigmoidConfig(place: string, options: unknown): SigmoidHeadConfig {
  checkOptions(place, options, ['inDim', 'numLabels', 'seed']);
  return { kind: 'sigmoid', ...checkSharedOptions(place, options) };
}

/** z = W h + b with W [n, E], b [n]. */
export function defineSigmoid(config: SigmoidHeadConfig): HeadDefinition {
  const { inDim, numLabels, seed } = config;
  return {
    config,
    parameters: [
      {
        name: 'weights',
        shape: [numLabels, inDim],
        initialValues: () => uniformWeights(seed, 'weights', numLabels, inDim),
      },
      { name: 'bias', shape: [numLabels], initialValues: () => new Float32Array(numLabels) },
    ],
    transposedLogits: (h, [weights, bias]) =>
      transposedAffine(h, weights as tf.Tensor2D, bias as tf.Tensor1D),
    outputLayer: ([weights, bias]) => ({
      weights: createMatrix(numLabels, inDim, weights),
      bias: Float64Array.from(bias!),
    }),
  };
}
