import { createMatrix } from '@sbn/core';
import type * as tf from '@tensorflow/tfjs-core';
import { preventingBias } from '../linear/preventing-bias.js';
import { unitRows } from '../linear/unit-rows.js';
import type { OutputLayer } from '../output-layer.js';
import type { ClassLayerConfig } from './class-head-config.js';
import type { ParameterDefinition } from './head-definition.js';
import { uniformWeights } from './initial-values.js';

/** The linear layer of a class head: weights W [n, d], free, of unit length or somebody else's, and a bias or none. */
export interface ClassLayer {
  /** `weights`, unless they are somebody else's, and `bias`, where it is trained. */
  readonly parameters: readonly ParameterDefinition[];
  /** How many tensors belong to the layer: its parameters, and the weights that are somebody else's. */
  readonly numTensors: number;
  readonly tied?: readonly [number, number];
  /**
   * The weights and the bias that logits are made with, differentiable by the trained ones.
   *
   * @param tensors W, and behind it b where it is trained
   */
  readonly used: (tensors: readonly tf.Tensor[]) => {
    readonly weights: tf.Tensor2D;
    readonly bias: tf.Tensor1D | undefined;
  };
  /** The same in float64. */
  readonly outputLayer: (values: readonly Float32Array[]) => OutputLayer;
}

/**
 * Defines the linear layer of a class head.
 *
 * @param dim d
 */
export function defineClassLayer(config: ClassLayerConfig, dim: number): ClassLayer {
  const { numLabels, seed, bias, rows, tied } = config;
  const weights = {
    name: 'weights',
    shape: [numLabels, dim] as const,
    initialValues: () => uniformWeights(seed, 'weights', numLabels, dim),
  };
  const learnedBias = {
    name: 'bias',
    shape: [numLabels] as const,
    initialValues: () => new Float32Array(numLabels),
  };
  return {
    parameters: [...(tied ? [] : [weights]), ...(bias === 'learned' ? [learnedBias] : [])],
    numTensors: bias === 'learned' ? 2 : 1,
    ...(tied ? { tied: weights.shape } : {}),
    used: ([given, learned]) => {
      const w = given as tf.Tensor2D;
      return {
        weights: rows === 'unit' ? unitRows(w) : w,
        bias: bias === 'preventing' ? preventingBias(w) : (learned as tf.Tensor1D | undefined),
      };
    },
    outputLayer: ([given, learned]) => {
      const matrix = createMatrix(numLabels, dim, given);
      const squares = Float64Array.from({ length: numLabels }, (_, label) =>
        matrix.data.subarray(label * dim, (label + 1) * dim).reduce((sum, x) => sum + x * x, 0),
      );
      if (rows === 'unit') {
        matrix.data.forEach((x, i) => {
          const square = squares[Math.floor(i / dim)]!;
          matrix.data[i] = square === 0 ? 0 : x / Math.sqrt(square);
        });
        return { weights: matrix };
      }
      if (bias === 'none') return { weights: matrix };
      return {
        weights: matrix,
        bias: bias === 'learned' ? Float64Array.from(learned!) : squares.map((square) => -square / 2),
      };
    },
  };
}
