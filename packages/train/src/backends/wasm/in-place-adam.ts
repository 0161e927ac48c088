import { AdamOptimizer, engine, type Tensor, tidy, type Variable, zerosLike } from '@tensorflow/tfjs-core';
import { updateInPlace } from '../../optimizers/adam-kernel.js';

/** Gradients by the name of their variable; a map, or a list. */
type Gradients = Parameters<AdamOptimizer['applyGradients']>[0];

/** What the class of TensorFlow.js keeps and does not show. */
interface AdamState {
  readonly accumulatedFirstMoment: Moment[];
  readonly accumulatedSecondMoment: Moment[];
}
interface Moment {
  readonly originalName: string;
  readonly variable: Variable;
}

/** Options of {@link inPlaceAdam}: those of `tf.train.adam`. */
export interface InPlaceAdamOptions {
  /** Default 1e-3. */
  readonly learningRate?: number;
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-7, as in TensorFlow.js. */
  readonly epsilon?: number;
}

/**
 * `tf.train.adam`, but every update is one pass in place where the current backend has a kernel for it; elsewhere, and
 * for variables whose memory somebody else holds too, it is `tf.train.adam` itself. For `model.compile({ optimizer })`,
 * `optimizer.minimize` and `applyGradients`; its weights can be saved and loaded as those of `tf.train.adam`.
 */
export function inPlaceAdam(options: InPlaceAdamOptions = {}): AdamOptimizer {
  const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
  return new InPlaceAdam(learningRate, beta1, beta2, epsilon);
}

class InPlaceAdam extends AdamOptimizer {
  override applyGradients(variableGradients: Gradients): void {
    const named: readonly (readonly [string, Tensor | null])[] = Array.isArray(variableGradients)
      ? variableGradients.map(({ name, tensor }) => [name, tensor])
      : Object.entries(variableGradients);
    const { accumulatedFirstMoment, accumulatedSecondMoment } = this as unknown as AdamState;
    const updateNumber = this.iterations + 1;
    const attributes = {
      beta1: this.beta1,
      beta2: this.beta2,
      epsilon: this.epsilon,
      rate: this.learningRate / (1 - this.beta1 ** updateNumber),
      secondScale: 1 / (1 - this.beta2 ** updateNumber),
      keep: 1,
      gradientScale: 1,
    };
    const left = named.map(([name, gradient], i): readonly [string, Tensor | null] => {
      const value = engine().registeredVariables[name]!;
      const m = momentOf(accumulatedFirstMoment, i, `${name}/m`, value);
      const v = momentOf(accumulatedSecondMoment, i, `${name}/v`, value);
      const isDone = gradient !== null && updateInPlace({ value, m, v, gradient }, attributes);
      return [name, isDone ? null : gradient];
    });
    // Passes over what has no gradient (left), and counts the step.
    super.applyGradients(
      (Array.isArray(variableGradients)
        ? left.map(([name, tensor]) => ({ name, tensor }))
        : Object.fromEntries(left)) as Gradients,
    );
  }
}

/** The moment of the variable in place i, zeros before the first step: as the class of TensorFlow.js makes it. */
function momentOf(moments: Moment[], i: number, originalName: string, value: Variable): Variable {
  moments[i] ??= { originalName, variable: tidy(() => zerosLike(value).variable(false)) };
  return moments[i].variable;
}
