import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { EntryLossConfig } from '../losses/loss-config.js';

/**
 * Kernels that a backend may have: the loss of all label entries in one go, by the kind of loss. Whoever sets a backend
 * up may register some of them (`registerKernel` of TensorFlow.js); a loss without one is put together from the
 * operations that every backend has, with the same result to rounding.
 *
 * Inputs: {@link LabelLossInputs}. Attributes: {@link LabelLossAttributes}. Output: the loss, a scalar, and, where the
 * backend computes it on the way, the gradient of the loss by the logits as a second output. Where the first is the
 * only output, the kernel of {@link labelLossGradientKernels} must be registered as well.
 */
export const labelLossKernels: Readonly<Record<EntryLossConfig['kind'], string>> = {
  'sigmoid-cross-entropy': 'SbnSigmoidCrossEntropy',
  focal: 'SbnFocalLoss',
  asymmetric: 'SbnAsymmetricLoss',
  'adaptive-cross-entropy': 'SbnAdaptiveCrossEntropy',
};

/**
 * The gradient of a loss by the logits, times `dy`. Inputs: {@link LabelLossGradientInputs}. Attributes:
 * {@link LabelLossAttributes}. Output: of the logits' shape. Not called where the kernel of {@link labelLossKernels}
 * has given the gradient.
 */
export const labelLossGradientKernels: Readonly<Record<EntryLossConfig['kind'], string>> = {
  'sigmoid-cross-entropy': 'SbnSigmoidCrossEntropyGradient',
  focal: 'SbnFocalLossGradient',
  asymmetric: 'SbnAsymmetricLossGradient',
  'adaptive-cross-entropy': 'SbnAdaptiveCrossEntropyGradient',
};

/** What the loss is computed from. Exactly one of `labelSets` and `labels` is there. */
export interface LabelLossInputs {
  /** float32 [n, batch] where the attribute `isTransposed` is true, else [batch, n]. */
  readonly logits: Tensor2D;
  /** int32 [batch + 1 + number of active labels]: the offsets of the rows and then, from there on, their labels. */
  readonly labelSets?: Tensor1D | undefined;
  /** float32 [batch, n] in either order of the logits, entries in [0, 1] before smoothing. */
  readonly labels?: Tensor2D | undefined;
  /** float32 [n]. */
  readonly labelWeights?: Tensor1D | undefined;
}

/** What the gradient is computed from. */
export interface LabelLossGradientInputs extends LabelLossInputs {
  /** The gradient of what is differentiated by the loss. */
  readonly dy: Scalar;
}

/** What the loss is. */
export interface LabelLossAttributes {
  readonly config: EntryLossConfig;
  readonly isTransposed: boolean;
}

/** What a kernel of {@link labelLossKernels} gives back. */
export type LabelLossOutputs = Tensor | readonly [loss: Tensor, gradient: Tensor];
