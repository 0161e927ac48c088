import * as tf from '@tensorflow/tfjs-core';

/** The value of a step, and its gradient by each input: `gradFunc(dy, saved)` gives one tensor per input. */
export interface ValueAndGradient<T extends tf.Tensor> {
  readonly value: T;
  readonly gradFunc: (dy: T, saved: tf.Tensor[]) => tf.Tensor[];
}

/**
 * One differentiable step with a gradient written by hand: `tf.customGrad` on given inputs.
 *
 * Only the tensors given to `save` live until the backward pass; everything else made in `forward` is freed at once.
 * No gradient needs to be registered with TensorFlow.js.
 */
export function withGradient<T extends tf.Tensor>(
  inputs: readonly tf.Tensor[],
  forward: (save: (tensors: tf.Tensor[]) => void) => ValueAndGradient<T>,
): T {
  return tf.customGrad<T>((...args) => forward(args[args.length - 1] as tf.GradSaveFunc))(...inputs);
}
