import * as tf from '@tensorflow/tfjs-core';
import {
  type ClassLossInputs,
  type ClassLossOutputs,
  classLossGradientKernel,
  classLossKernel,
  hasClassLossKernel,
} from '../kernels/class-loss-kernel.js';
import { withGradient } from '../operations/with-gradient.js';
import type { ScoreFunction } from '../score-functions/score-function.js';
import { classTargets } from './column-targets.js';
import { crossEntropyOfColumns } from './cross-entropy-of-columns.js';

/**
 * -log softmax(f(z_r))_{y_r} of each column, by the kernels of the current backend where it has them (see
 * {@link classLossKernel}), else by operations that every backend has.
 *
 * @param z linear logits [n, R]
 * @param parameters one tensor per parameter of the score function
 * @param classes y [R], each in [0, n)
 * @returns [R], differentiable by z and by the parameters
 */
export function classNegativeLogLikelihood(
  z: tf.Tensor2D,
  scoreFunction: ScoreFunction,
  parameters: readonly tf.Tensor[],
  classes: Int32Array,
): tf.Tensor1D {
  if (!hasClassLossKernel()) {
    return tf.tidy(() => crossEntropyOfColumns(scoreFunction.scores(z, parameters), classTargets(classes)));
  }
  const attributes = { scoreFunction: scoreFunction.config } as unknown as tf.NamedAttrMap;
  const names = ['logits', 'classes', ...scoreFunction.parameters.map(({ name }) => name)];
  const inputsOf = (tensors: readonly tf.Tensor[]): ClassLossInputs =>
    Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) as unknown as ClassLossInputs;
  return withGradient<tf.Tensor1D>([z, ...parameters], (save) => {
    const given = [z, tf.tensor1d(classes, 'int32'), ...parameters];
    const [value, normalizers] = tf
      .engine()
      .runKernel(classLossKernel, { ...inputsOf(given) }, attributes) as unknown as ClassLossOutputs;
    save([...given, normalizers]);
    return {
      value,
      gradFunc: (dy, saved) => {
        // All gradients in one pass, before the first is asked for: what is made later lives only until it is given.
        const gradients = tf
          .engine()
          .runKernel(
            classLossGradientKernel,
            { ...inputsOf(saved), normalizers: saved.at(-1)!, dy },
            attributes,
          ) as tf.Tensor[];
        return gradients.map((gradient) => () => gradient);
      },
    };
  });
}
