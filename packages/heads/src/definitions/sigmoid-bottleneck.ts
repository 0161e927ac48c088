import { createMatrix } from '@sbn/core';
import type * as tf from '@tensorflow/tfjs-core';
import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { labelProduct } from '../linear/label-product.js';
import { transposedAffine } from '../linear/transposed-affine.js';
import { checkSharedOptions } from './check-shared-options.js';
import type { SigmoidBottleneckHeadConfig } from './head-config.js';
import type { HeadDefinition } from './head-definition.js';
import { uniformWeights } from './initial-values.js';

/** Checks the options of a sigmoid bottleneck head and completes them. */
export function sigmoidBottleneckConfig(place: string, options: unknown): SigmoidBottleneckHeadConfig {
  checkOptions(place, options, ['inDim', 'numLabels', 'dim', 'seed']);
  const shared = checkSharedOptions(place, options);
  const { dim } = options;
  checkInteger(place, 'dim', dim, 1);
  return { kind: 'sigmoid-bottleneck', ...shared, dim };
}

/** z = V (A h + a) with A [d, E], a [d], V [n, d]. */
export function defineSigmoidBottleneck(config: SigmoidBottleneckHeadConfig): HeadDefinition {
  const { inDim, numLabels, dim, seed } = config;
  return {
    config,
    parameters: [
      {
        name: 'inputWeights',
        shape: [dim, inDim],
        initialValues: () => uniformWeights(seed, 'inputWeights', dim, inDim),
      },
      { name: 'inputBias', shape: [dim], initialValues: () => new Float32Array(dim) },
      {
        name: 'labelWeights',
        shape: [numLabels, dim],
        initialValues: () => uniformWeights(seed, 'labelWeights', numLabels, dim),
      },
    ],
    transposedLogits: (h, [inputWeights, inputBias, labelWeights]) =>
      labelProduct(transposedAffine(h, inputWeights as tf.Tensor2D, inputBias as tf.Tensor1D), {
        learned: labelWeights as tf.Tensor2D,
      }),
    outputLayer: ([, , labelWeights]) => ({ weights: createMatrix(numLabels, dim, labelWeights) }),
  };
}
