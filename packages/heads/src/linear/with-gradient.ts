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
 * Variables among them are handed on as they are: they live longer than the pass, and to save a tensor means a copy
 * on the wasm backend, whose identity kernel copies. No gradient needs to be registered with TensorFlow.js.
 */
export function withGradient<T extends tf.Tensor>(
  inputs: readonly tf.Tensor[],
  forward: (save: (tensors: readonly tf.Tensor[]) => void) => ValueAndGradient<T>,
): T {
  return tf.customGrad<T>((...args) => {
    const saveInTape = args[args.length - 1] as tf.GradSaveFunc;
    let wanted: readonly tf.Tensor[] = [];
    const { value, gradFunc } = forward((tensors) => {
      wanted = tensors;
      saveInTape(tensors.filter((tensor) => !(tensor instanceof tf.Variable)));
    });
    return {
      value,
      gradFunc: (dy, saved) => {
        const rest = [...saved];
        return gradFunc(
          dy,
          wanted.map((tensor) => (tensor instanceof tf.Variable ? tensor : rest.shift()!)),
        );
      },
    };
  })(...inputs);
}
