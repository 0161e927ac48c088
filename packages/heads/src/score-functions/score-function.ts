import type * as tf from '@tensorflow/tfjs-core';
import type { ParameterDefinition } from '../definitions/head-definition.js';
import type { ScoreFunctionConfig } from './score-function-config.js';

/** An increasing function of a logit, entry by entry, without any state. */
export interface ScoreFunction {
  readonly config: ScoreFunctionConfig;
  /** What of it is trained. */
  readonly parameters: readonly ParameterDefinition[];
  /** Learning rates that parameters should have of their own, by name. */
  readonly learningRates: Readonly<Record<string, number>>;
  /**
   * s = f(z), of the shape of z; differentiable by z and by the parameters, with a gradient written by hand.
   *
   * @param parameters one tensor per entry of `parameters`
   */
  readonly scores: (z: tf.Tensor2D, parameters: readonly tf.Tensor[]) => tf.Tensor2D;
  /** Whether f is increasing with these values of `parameters`, so that z and f(z) have the same order. */
  readonly isIncreasing: (values: readonly Float32Array[]) => boolean;
}
