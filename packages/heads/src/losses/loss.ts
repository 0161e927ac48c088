import type { LabelSets } from '@sbn/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { LossConfig } from './loss-config.js';

/** A loss on logits. It holds no tensors, so there is nothing to dispose of. */
export interface Loss {
  readonly kind: string;
  /** Plain JSON from which `lossFromConfig` makes the same loss. */
  toConfig(): LossConfig;
  /**
   * The loss of a batch, differentiable by the logits (the labels are constants).
   *
   * @param logits float32 [batch, n]
   * @param labels the active labels of each row: sparse, or a tensor [batch, n] with entries in [0, 1] (not checked,
   *   since that would mean reading it back)
   * @throws TypeError, RangeError when the logits or the labels are no such thing
   */
  compute(logits: tf.Tensor2D, labels: LabelSets | tf.Tensor2D): tf.Scalar;
  /**
   * The same on logits [n, batch]; the labels stay [batch, n]. Heads make logits in this order and use this function
   * where a loss has it.
   */
  computeTransposed?(transposedLogits: tf.Tensor2D, labels: LabelSets | tf.Tensor2D): tf.Scalar;
}
