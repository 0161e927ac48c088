import type * as tf from '@tensorflow/tfjs-core';
import type { FixedBasis, FixedFactor } from '../linear/fixed-factor.js';
import type { OutputLayer } from '../output-layer.js';
import type { HeadConfig } from './head-config.js';

/** One trainable parameter: rank 2 for weights, rank 1 for a bias or the numbers of a score function. */
export interface ParameterDefinition {
  readonly name: string;
  readonly shape: readonly [number] | readonly [number, number];
  /** Draws the seeded initial values, row-major; the same at every call. */
  readonly initialValues: () => Float32Array;
}

/** What a head whose output is one class has beyond logits. */
export interface ClassDefinition {
  /** Log probabilities [n, batch] of features [batch, inDim]. */
  readonly transposedLogProbabilities: (h: tf.Tensor2D, parameters: readonly tf.Tensor[]) => tf.Tensor2D;
  /**
   * -log P(classes_r | h_r), one number per row [batch], without a table of log probabilities where that can be had.
   *
   * @param classes [batch], each in [0, n)
   */
  readonly negativeLogLikelihood: (
    h: tf.Tensor2D,
    parameters: readonly tf.Tensor[],
    classes: Int32Array,
  ) => tf.Tensor1D;
}

/**
 * A head without any state: what its parameters are and how they make logits. The heads and the tf.layers layers
 * are two shells around the same definitions, so that no mathematics is written twice.
 */
export interface HeadDefinition {
  readonly config: HeadConfig;
  readonly parameters: readonly ParameterDefinition[];
  /** The shape of weights that are somebody else's. In all functions below they come before the head's parameters. */
  readonly tied?: readonly [number, number];
  /** Learning rates that parameters should have whatever the rest of a model has, by parameter name. */
  readonly learningRates?: Readonly<Record<string, number>>;
  /** The constant factor [n, m] of the label weights, for heads that have one. */
  readonly fixedBasis?: FixedBasis;
  /**
   * Logits [n, batch] (label-major) of features [batch, inDim].
   *
   * @param parameters one tensor per entry of `parameters`, behind the tied weights where there are some
   * @param fixed `fixedBasis` on the current backend
   */
  readonly transposedLogits: (
    h: tf.Tensor2D,
    parameters: readonly tf.Tensor[],
    fixed: FixedFactor | undefined,
  ) => tf.Tensor2D;
  /** Probabilities [batch, positions, n] of the labels at the positions of a map; there where the head averages them. */
  readonly classMaps?: (h: tf.Tensor2D, parameters: readonly tf.Tensor[]) => tf.Tensor3D;
  /** There where the output is one class. */
  readonly classes?: ClassDefinition;
  /**
   * The last linear layer, from the values of `parameters`.
   *
   * @throws HeadError `no-output-layer` when no linear layer decides
   */
  readonly outputLayer: (values: readonly Float32Array[]) => OutputLayer;
}
