import { createMatrix, type Matrix } from '@sbn/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { FixedBasis } from '../linear/fixed-factor.js';
import { labelProduct } from '../linear/label-product.js';
import { transposedAffine } from '../linear/transposed-affine.js';
import type { OutputLayerStructure } from '../output-layer.js';
import type { DftHeadConfig, VandermondeHeadConfig } from './head-config.js';
import type { HeadDefinition } from './head-definition.js';
import { uniformWeights } from './initial-values.js';

/**
 * z = F c₁ + S c₂ with c = A h + a split into m and s entries, F [n, m] fixed, S [n, s] learned.
 *
 * The first column of F is a constant u, so the bias of the first coefficient is logit(k/n) / u: at h = 0, and while
 * the slack is silent, every label has probability k/n. With u = √(1/n) that is the logit(k/n)·√n of [G24].
 *
 * @param basis F
 * @param k the expected number of active labels, 0 < k < n
 * @param structure what to tell detection about F
 */
export function defineFixedBasis(
  config: DftHeadConfig | VandermondeHeadConfig,
  basis: FixedBasis,
  k: number,
  structure: OutputLayerStructure,
): HeadDefinition {
  const { inDim, numLabels, slackDims, seed } = config;
  const width = basis.numColumns + slackDims;
  const slackWeights = {
    name: 'slackWeights',
    shape: [numLabels, slackDims] as const,
    initialValues: () => uniformWeights(seed, 'slackWeights', numLabels, slackDims),
  };
  return {
    config,
    fixedBasis: basis,
    parameters: [
      {
        name: 'inputWeights',
        shape: [width, inDim],
        initialValues: () => uniformWeights(seed, 'inputWeights', width, inDim),
      },
      {
        name: 'inputBias',
        shape: [width],
        initialValues: () => {
          const bias = new Float32Array(width);
          bias[0] = Math.log(k / (numLabels - k)) / basis.constant;
          return bias;
        },
      },
      ...(slackDims > 0 ? [slackWeights] : []),
    ],
    transposedLogits: (h, [inputWeights, inputBias, learned], fixed) =>
      labelProduct(transposedAffine(h, inputWeights as tf.Tensor2D, inputBias as tf.Tensor1D), {
        fixed,
        learned: learned as tf.Tensor2D | undefined,
      }),
    outputLayer: ([, , learned]) => {
      const matrix = basis.matrix();
      const weights =
        learned === undefined
          ? createMatrix(matrix.rows, matrix.cols, matrix.data.slice())
          : besides(matrix, learned, slackDims);
      return { weights, structure };
    },
  };
}

/** [F | S]. */
function besides(fixed: Matrix, learned: Float32Array, slackDims: number): Matrix {
  const { rows, cols } = fixed;
  const joined = createMatrix(rows, cols + slackDims);
  for (let row = 0; row < rows; row++) {
    const start = row * (cols + slackDims);
    joined.data.set(fixed.data.subarray(row * cols, (row + 1) * cols), start);
    joined.data.set(learned.subarray(row * slackDims, (row + 1) * slackDims), start + cols);
  }
  return joined;
}
