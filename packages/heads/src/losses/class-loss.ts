import type { LabelSets } from '@sbn/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { Loss } from './loss.js';

/** A loss of the softmax family: what it needs of a head is, in the usual case, one likelihood per row. */
export interface ClassLoss extends Loss {
  /**
   * The loss from likelihoods of single classes, where the targets are one class per row and nothing else; undefined
   * where they are more, which then takes the log probabilities of all classes (`computeTransposed`).
   *
   * @param size rows and classes that the labels must have
   * @param negativeLogLikelihood -log P(classes_r | row r) [batch]
   * @throws TypeError, RangeError when the labels do not fit
   */
  computeByClass(
    size: { readonly batch: number; readonly numLabels: number },
    labels: LabelSets | tf.Tensor2D,
    negativeLogLikelihood: (classes: Int32Array) => tf.Tensor1D,
  ): tf.Scalar | undefined;
}
