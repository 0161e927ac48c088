import * as tf from '@tensorflow/tfjs-core';

/**
 * The value of a step (one tensor, or a list), and how its gradient by each input is formed: `gradFunc(dy, saved)` gives
 * one function per input; `dy` is of the value's form, zeros for what the result does not depend on.
 */
export interface ValueAndGradient<T extends tf.Tensor | tf.Tensor[]> {
  readonly value: T;
  readonly gradFunc: (dy: T, saved: tf.Tensor[]) => readonly (() => tf.Tensor)[];
}

/** What `tf.customGrad` itself calls. TensorFlow.js' types hide it. */
interface StepRunner {
  runKernelFunc<T extends tf.Tensor | tf.Tensor[]>(step: {
    readonly forwardFunc: (backend: unknown, save: tf.GradSaveFunc) => T;
    readonly backwardsFunc: (dy: T, saved: tf.Tensor[]) => Readonly<Record<string, () => tf.Tensor>>;
    readonly inputs: tf.NamedTensorMap;
  }): T;
}

/**
 * One differentiable step with a gradient written by hand: `tf.customGrad`, but the gradient by an input is formed only
 * where somebody wants it. (`tf.customGrad` wants all of them: the features of a batch, which nobody trains, would cost
 * a product as large as that for their weights.)
 *
 * Only the tensors given to `save` live until the backward pass; everything else made in `forward` is freed at once.
 * Variables among them are handed on as they are: they live longer than the pass, and to save a tensor means a copy
 * on the wasm backend, whose identity kernel copies. No gradient needs to be registered with TensorFlow.js.
 */
export function withGradient<T extends tf.Tensor | tf.Tensor[]>(
  inputs: readonly tf.Tensor[],
  forward: (save: (tensors: readonly tf.Tensor[]) => void) => ValueAndGradient<T>,
): T {
  let wanted: readonly tf.Tensor[] = [];
  let gradFunc: ValueAndGradient<T>['gradFunc'];
  return (tf.engine() as unknown as StepRunner).runKernelFunc<T>({
    inputs: Object.fromEntries(inputs.map((input, i) => [i, input])),
    forwardFunc: (_, saveInTape) => {
      const step = forward((tensors) => {
        wanted = tensors;
        saveInTape(tensors.filter((tensor) => !(tensor instanceof tf.Variable)));
      });
      gradFunc = step.gradFunc;
      return step.value;
    },
    backwardsFunc: (dy, saved) => {
      const rest = [...saved];
      const tensors = wanted.map((tensor) => (tensor instanceof tf.Variable ? tensor : rest.shift()!));
      return Object.fromEntries(gradFunc(dy, tensors).map((gradient, i) => [i, gradient]));
    },
  });
}
