import { createMatrix } from '@sbn/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { HeadError } from '../head-error.js';
import { transposedAffine } from '../linear/transposed-affine.js';
import { logitOfMeanSigmoid } from '../operations/logit-of-mean-sigmoid.js';
import { reshaped } from '../operations/reshaped.js';
import { checkSharedOptions } from './check-shared-options.js';
import type { AveragedSigmoidHeadConfig } from './head-config.js';
import type { HeadDefinition } from './head-definition.js';
import { uniformWeights } from './initial-values.js';

/** The options of an averaged sigmoid head. */
export const averagedSigmoidKeys: readonly string[] = ['inDim', 'numLabels', 'positions', 'seed'];

/** Checks these options and completes them. */
export function averagedSigmoidConfig(place: string, options: unknown): AveragedSigmoidHeadConfig {
  checkOptions(place, options, averagedSigmoidKeys);
  const { positions } = options;
  checkInteger(place, 'positions', positions, 1);
  const shared = checkSharedOptions(place, options);
  if (shared.inDim % positions !== 0) {
    throw new RangeError(
      `${place}: inDim must be positions * channels, a multiple of ${positions}, got ${shared.inDim}`,
    );
  }
  return { kind: 'averaged-sigmoid', ...shared, positions };
}

/** z_j = logit of the mean over positions i of σ(W h_i + b)_j, with W [n, channels], b [n]. */
export function defineAveragedSigmoid(config: AveragedSigmoidHeadConfig): HeadDefinition {
  const { inDim, numLabels, positions, seed } = config;
  const channels = inDim / positions;
  /** The logits of all positions [n, batch * positions], those of one example side by side. */
  const logitsOfPositions = (h: tf.Tensor2D, [weights, bias]: readonly tf.Tensor[]): tf.Tensor2D =>
    transposedAffine(
      reshaped(h, [h.shape[0] * positions, channels]),
      weights as tf.Tensor2D,
      bias as tf.Tensor1D,
    );
  return {
    config,
    parameters: [
      {
        name: 'weights',
        shape: [numLabels, channels],
        initialValues: () => uniformWeights(seed, 'weights', numLabels, channels),
      },
      { name: 'bias', shape: [numLabels], initialValues: () => new Float32Array(numLabels) },
    ],
    transposedLogits: (h, parameters) => {
      const z = logitsOfPositions(h, parameters);
      if (positions === 1) return z;
      const batch = h.shape[0];
      return reshaped(logitOfMeanSigmoid(reshaped(z, [numLabels * batch, positions])), [numLabels, batch]);
    },
    classMaps: (h, parameters) => {
      const z = logitsOfPositions(h, parameters);
      return tf.reshape(tf.transpose(tf.sigmoid(z)), [h.shape[0], positions, numLabels]);
    },
    outputLayer: ([weights, bias]) => {
      if (positions > 1) {
        throw new HeadError(
          `averaged-sigmoid head: the mean over ${positions} positions is not one linear layer; only with positions = 1 ` +
            'it is. For an output layer, pool the features in the encoder and use a sigmoidHead.',
          { code: 'no-output-layer' },
        );
      }
      return { weights: createMatrix(numLabels, channels, weights), bias: Float64Array.from(bias!) };
    },
  };
}
