import * as tf from '@tensorflow/tfjs-core';
import {
  type ClassLossInputs,
  classLossGradientKernel,
  classLossKernel,
  hasClassLossKernel,
} from '../kernels/class-loss-kernel.js';
import { withGradient } from '../operations/with-gradient.js';
import type { ScoreFunction } from '../score-functions/score-function.js';
import { classTargets } from './column-targets.js';
import { crossEntropyOfColumns } from './cross-entropy-of-columns.js';

/** Linear logits z [n, R], and the bias in them. */
export interface BiasedLogits {
  /** z with this bias b [n], or without one. */
  readonly of: (bias: tf.Tensor1D | undefined) => tf.Tensor2D;
  readonly bias: tf.Tensor1D | undefined;
}

/**
 * -log softmax(f(z_r))_{y_r} of each column, by the kernels of the current backend where it has them (see
 * {@link classLossKernel}), else by operations that every backend has. The kernels add the bias on their way, which saves
 * a table of the size of the logits, and two passes.
 *
 * @param parameters one tensor per parameter of the score function
 * @param classes y [R], each in [0, n)
 * @returns [R], differentiable by what the logits are made of, the bias and the parameters
 */
export function classNegativeLogLikelihood(
  { of, bias }: BiasedLogits,
  scoreFunction: ScoreFunction,
  parameters: readonly tf.Tensor[],
  classes: Int32Array,
): tf.Tensor1D {
  if (!hasClassLossKernel()) {
    return tf.tidy(() =>
      crossEntropyOfColumns(scoreFunction.scores(of(bias), parameters), classTargets(classes)),
    );
  }
  const z = of(undefined);
  const attributes = { scoreFunction: scoreFunction.config } as unknown as tf.NamedAttrMap;
  const biases = bias === undefined ? [] : [bias];
  const names = [
    'logits',
    'classes',
    ...biases.map(() => 'bias'),
    ...scoreFunction.parameters.map(({ name }) => name),
  ];
  const inputsOf = (tensors: readonly tf.Tensor[]): ClassLossInputs =>
    Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) as unknown as ClassLossInputs;
  return withGradient<tf.Tensor1D>([z, ...biases, ...parameters], (save) => {
    const given = [z, tf.tensor1d(classes, 'int32'), ...biases, ...parameters];
    const [value, ...forGradient] = tf
      .engine()
      .runKernel(classLossKernel, { ...inputsOf(given) }, attributes) as unknown as readonly [
      tf.Tensor1D,
      ...tf.Tensor[],
    ];
    save([...given, ...forGradient]);
    return {
      value,
      gradFunc: (dy, saved) => {
        // All gradients in one pass, before the first is asked for: what is made later lives only until it is given.
        const gradients = tf.engine().runKernel(
          classLossGradientKernel,
          {
            ...inputsOf(saved),
            normalizers: saved[names.length]!,
            ...(saved.length > names.length + 1 && { kept: saved[names.length + 1]! }),
            dy,
          },
          attributes,
        ) as tf.Tensor[];
        return gradients.map((gradient) => () => gradient);
      },
    };
  });
}
