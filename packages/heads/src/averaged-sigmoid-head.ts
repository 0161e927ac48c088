import type * as tf from '@tensorflow/tfjs-core';
import type { Head } from './head.js';

/** A head that decides each label at every position of a feature map and averages the probabilities. */
export interface AveragedSigmoidHead extends Head {
  /** How many positions a feature map has. */
  readonly positions: number;
  /**
   * The probability of each label at each position, of which the head takes the mean: where in a picture a label is. It
   * is to be looked at; no gradient is promised.
   *
   * @param h features, float32 [batch, inDim]
   * @returns [batch, positions, numLabels]
   * @throws TypeError, RangeError when h is no such tensor; HeadError `head-disposed`
   */
  classMaps(h: tf.Tensor2D): tf.Tensor3D;
}

/** Whether a head averages over positions, and so has maps of its labels. */
export function isAveragedSigmoidHead(head: Head): head is AveragedSigmoidHead {
  return head.kind === 'averaged-sigmoid';
}
