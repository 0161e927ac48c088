import { getBackend, getKernel, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { ScoreFunctionConfig } from '../score-functions/score-function-config.js';

/**
 * A kernel that a backend may have: the negative log likelihood of one class per column, straight from the linear
 * logits z, without a table of scores or probabilities.
 *
 *     s = f(z + b)        nll_r = log Σ_j exp(s_jr) - s_yr        y = classes_r
 *
 * Whoever sets a backend up may register it (`registerKernel` of TensorFlow.js) together with
 * {@link classLossGradientKernel}; without them it is put together from the operations that every backend has.
 *
 * Inputs: {@link ClassLossInputs}. Attributes: {@link ClassLossAttributes}. Outputs: {@link ClassLossOutputs}.
 */
export const classLossKernel = 'SbnClassLoss';

/**
 * The gradient of Σ_r dy_r nll_r, in one pass over the logits:
 *
 *     ds_jr = dy_r (exp((s_jr - max_r) - logSum_r) - [j = classes_r])        dz = ds f'(z + b)        db_j = Σ_r dz_jr
 *
 * and the gradients by the parameters of f, summed over all entries.
 *
 * Inputs: {@link ClassLossGradientInputs}. Attributes: {@link ClassLossAttributes}. Outputs: an array with dz, float32
 * [n, R], and behind it the gradient of each that is among the inputs, of its shape, in the order `bias`, `center`,
 * `slope`, or `slopes`.
 */
export const classLossGradientKernel = 'SbnClassLossGradient';

/** What the likelihood is computed from. The parameters are there exactly where the score function is trained. */
export interface ClassLossInputs {
  /** z, float32 [n, R]: one column per example (or per example and component of a mixture). */
  readonly logits: Tensor2D;
  /** b, float32 [n], added to every column; nothing where it is left out. */
  readonly bias?: Tensor1D | undefined;
  /** int32 [R], each in [0, n). */
  readonly classes: Tensor1D;
  /** float32 [1], for a `sigsoftmax` that is learned; where it is fixed, the config's numbers count. */
  readonly center?: Tensor1D | undefined;
  /** float32 [1], the same. */
  readonly slope?: Tensor1D | undefined;
  /**
   * float32 [numKnots + 1], for `plif`: the trained numbers w, before the parametrisation. Number i belongs to the
   * interval between knot i-1 and knot i; the first and the last go on beyond the outer knots.
   */
  readonly slopes?: Tensor1D | undefined;
}

/** What its gradient is computed from. */
export interface ClassLossGradientInputs extends ClassLossInputs {
  /** The second output of {@link classLossKernel}. */
  readonly normalizers: Tensor2D;
  /** Its third output, where it has one. */
  readonly kept?: Tensor | undefined;
  /** float32 [R]: the gradient of what is differentiated by each nll. */
  readonly dy: Tensor1D;
}

/** What the score function is. */
export interface ClassLossAttributes {
  readonly scoreFunction: ScoreFunctionConfig;
}

/** What {@link classLossKernel} gives back. */
export type ClassLossOutputs = readonly [
  /** float32 [R]. */
  nll: Tensor1D,
  /**
   * float32 [2, R]: max_r = max_j s_jr, and logSum_r = log Σ_j exp(s_jr - max_r). Apart, because their sum would lose
   * the digits of the second where the scores are large.
   */
  normalizers: Tensor2D,
  /** What the gradient's kernel wants to have again, of any shape; most need nothing. */
  kept?: Tensor,
];

/** Whether the current backend has {@link classLossKernel}. */
export function hasClassLossKernel(): boolean {
  return getKernel(classLossKernel, getBackend()) !== undefined;
}
