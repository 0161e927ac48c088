import type { Matrix } from '@sbn/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { FixedFactor } from '../linear/fixed-factor.js';
import type { OutputLayer } from '../output-layer.js';
import type { HeadConfig } from './head-config.js';

/** One trainable parameter: rank 2 for weights, rank 1 for a bias. */
export interface ParameterDefinition {
  readonly name: string;
  readonly shape: readonly [number] | readonly [number, number];
  /** Draws the seeded initial values, row-major; the same at every call. */
  readonly initialValues: () => Float32Array;
}

/**
 * The constant factor F [n, m] of a head's label weights. It is made when it is asked for: with a million labels it is
 * larger than all that is trained, and who computes by its structure never needs it.
 */
export interface FixedBasis {
  /** m. */
  readonly numColumns: number;
  /** The entry that fills the first column. */
  readonly constant: number;
  /** F in float64; to be left as it is. */
  readonly matrix: () => Matrix;
}

/**
 * A head without any state: what its parameters are and how they make logits. The heads and the tf.layers layers
 * are two shells around the same definitions, so that no mathematics is written twice.
 */
export interface HeadDefinition {
  readonly config: HeadConfig;
  readonly parameters: readonly ParameterDefinition[];
  /** The constant factor [n, m] of the label weights, for heads that have one. */
  readonly fixedBasis?: FixedBasis;
  /**
   * Logits [n, batch] (label-major) of features [batch, inDim].
   *
   * @param parameters one tensor per entry of `parameters`
   * @param fixed `fixedBasis` on the current backend
   */
  readonly transposedLogits: (
    h: tf.Tensor2D,
    parameters: readonly tf.Tensor[],
    fixed: FixedFactor | undefined,
  ) => tf.Tensor2D;
  /** The last linear layer, from the values of `parameters`. */
  readonly outputLayer: (values: readonly Float32Array[]) => OutputLayer;
}
