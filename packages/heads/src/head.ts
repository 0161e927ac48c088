import type { LabelSets } from '@sbn/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { HeadConfig } from './definitions/head-config.js';
import type { HeadWeights } from './head-weights.js';
import type { Loss } from './losses/loss.js';
import type { OutputLayer } from './output-layer.js';

/**
 * An output layer: it turns features [batch, inDim] into one logit per label, and owns the variables it needs.
 *
 * The tensors live on whichever TensorFlow.js backend is current when the head is made; the head chooses none.
 */
export interface Head {
  readonly kind: HeadConfig['kind'];
  /** What is decided: for each label whether it is active, or which one of all classes is right (see `ClassHead`). */
  readonly output: 'labels' | 'classes';
  readonly inDim: number;
  readonly numLabels: number;
  /** How many numbers are trained, biases included. */
  readonly numParams: number;
  /** The same without biases, as the papers count. */
  readonly numWeights: number;
  /**
   * The trainable variables, in a fixed order. Their names are `<kind>/<parameter>`, with `_1`, `_2`, … after the
   * kind while an earlier head of the kind is alive.
   */
  readonly variables: readonly tf.Variable[];
  /** The parameter names, one per variable: the keys of {@link Head.getWeights}. */
  readonly parameterNames: readonly string[];
  /**
   * Learning rates that parameters should have whatever the rest of a model has, by parameter name: what an optimiser
   * makes of them is its business. Empty for most heads.
   */
  readonly learningRates: Readonly<Record<string, number>>;
  /**
   * The logits of a batch. Differentiable by the variables and by the features, without any registered gradient.
   *
   * @param h features, float32 [batch, inDim]
   * @returns [batch, numLabels]
   * @throws TypeError, RangeError when h is no such tensor; HeadError `head-disposed`
   */
  logits(h: tf.Tensor2D): tf.Tensor2D;
  /**
   * The loss of a batch: `loss.compute(logits(h), labels)`, without forming the logits in [batch, n] order.
   *
   * @param h features, float32 [batch, inDim]
   * @param labels the active labels of each row, sparse or as a tensor [batch, numLabels] with entries in [0, 1]
   * @param options.loss when left out, mean sigmoid cross entropy, or softmax cross entropy where the output is classes
   * @throws TypeError, RangeError when an argument does not fit; HeadError `head-disposed`
   */
  loss(
    h: tf.Tensor2D,
    labels: LabelSets | tf.Tensor2D,
    options?: { readonly loss?: Loss | undefined },
  ): tf.Scalar;
  /**
   * The last linear layer, in float64, as `@sbn/detect` reads it. Waits for the backend, as `getWeights` does.
   *
   * Of a class head it is the layer whose best class is the head's: rows and bias as they are used (of unit length, with
   * a preventing bias); a score function does not change the order. @throws HeadError `no-output-layer` for a mixture,
   * and where a learned score function is no longer increasing
   */
  outputLayer(): OutputLayer;
  /** The same, read asynchronously (the only way on WebGPU in Node). */
  readOutputLayer(): Promise<OutputLayer>;
  /** Copies of all parameters. Waits for the backend. @throws HeadError `cannot-read-synchronously`: use `readWeights` */
  getWeights(): HeadWeights;
  /** Copies of all parameters, read asynchronously (the only way on WebGPU in Node). */
  readWeights(): Promise<HeadWeights>;
  /**
   * Replaces all parameters by copies of the given ones; every variable gets a new tensor.
   *
   * @throws TypeError, RangeError when a parameter is missing, unknown, of another shape, or not finite
   */
  setWeights(weights: HeadWeights): void;
  /** Plain JSON from which `headFromConfig` makes the same head with its initial weights. */
  toConfig(): HeadConfig;
  /** Frees the variables and the fixed basis; weights that are somebody else's stay. A second call does nothing. */
  dispose(): void;
}
