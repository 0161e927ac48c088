import type * as tf from '@tensorflow/tfjs-core';
import type { Head } from './head.js';

/**
 * A head whose output is one of n classes. `logits` are the scores s that the softmax is taken of (of a mixture, the log
 * probabilities themselves): they rank the classes, and P = softmax(s).
 */
export interface ClassHead extends Head {
  readonly output: 'classes';
  /**
   * log P of all classes. Differentiable as `logits` is; finite for linear logits up to ±1e3.
   *
   * @param h features, float32 [batch, inDim]
   * @returns [batch, numLabels]
   * @throws TypeError, RangeError when h is no such tensor; HeadError `head-disposed`
   */
  logProbabilities(h: tf.Tensor2D): tf.Tensor2D;
}

/** Whether a head's output is one of n classes. */
export function isClassHead(head: Head): head is ClassHead {
  return head.output === 'classes';
}
