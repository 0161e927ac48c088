import type { serialization, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { tensor, tidy } from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers } from '@tensorflow/tfjs-layers';
import { describeKind } from '../checks/describe-kind.js';
import { defineHead } from '../definitions/define-head.js';
import type { HeadConfig } from '../definitions/head-config.js';
import type { HeadDefinition } from '../definitions/head-definition.js';
import { readSynchronously } from '../heads/read-synchronously.js';
import { createFixedFactor, type FixedFactor } from '../linear/fixed-factor.js';
import { transposed } from '../linear/transposed.js';
import type { OutputLayer } from '../output-layer.js';

/** The options that every tf.layers layer takes: `inputShape`, `name`, `trainable`, … */
export type LayerOptions = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

/** The options of a head's layer: those of the head without `inDim`, which follows from the input. */
export type HeadLayerOptions<Options> = Omit<Options, 'inDim'> & LayerOptions;

/**
 * What the layers of all heads share: a tf.layers shell around a head's definition. [batch, E] -> logits [batch, n].
 *
 * The fixed basis is made again from the options when a model is loaded; it is not among the saved weights.
 */
export abstract class HeadLayer extends layers.Layer {
  readonly #options: Record<string, unknown>;
  readonly #configure: (inDim: number) => HeadConfig;
  readonly #numLabels: number;
  #definition: HeadDefinition | undefined;
  #parameters: LayerVariable[] = [];
  #fixed: FixedFactor | undefined;

  /**
   * @param options the layer's and the head's options together
   * @param keys which of them are the head's; `inDim` follows from the input whether it is among them or not
   * @param check checks and completes the head's options, which then have `inDim`
   * @param smallestInDim an `inDim` that right options fit, to check them before there is an input
   */
  protected constructor(
    options: LayerOptions,
    keys: readonly string[],
    check: (options: Record<string, unknown>) => HeadConfig,
    smallestInDim = 1,
  ) {
    super(options);
    const given = options as Record<string, unknown>;
    this.#options = Object.fromEntries(
      keys.filter((key) => key !== 'inDim' && given[key] !== undefined).map((key) => [key, given[key]]),
    );
    this.#configure = (inDim) => check({ ...this.#options, inDim });
    // Wrong options are named where the layer is made, not later where the model is built.
    const config = this.#configure(smallestInDim);
    if ('tied' in config) {
      throw new TypeError(
        `${this.name}: a layer owns its weights and cannot be tied to a variable. Use the head itself for that.`,
      );
    }
    this.#numLabels = config.numLabels;
  }

  override build(inputShape: (null | number)[] | (null | number)[][]): void {
    const inDim = inputShape[1];
    if (inputShape.length !== 2 || typeof inDim !== 'number') {
      throw new RangeError(
        `${this.name}: expected an input of shape [batch, features], got [${inputShape.join(', ')}]. ` +
          'Flatten it first, for example with tf.layers.flatten().',
      );
    }
    const definition = defineHead(this.#configure(inDim));
    this.#definition = definition;
    this.#parameters = definition.parameters.map(({ name, shape, initialValues }) => {
      const weight = this.addWeight(name, [...shape], 'float32', initializers.zeros());
      tidy(() => {
        weight.write(tensor(initialValues(), [...shape]));
      });
      return weight;
    });
    const { config, fixedBasis } = definition;
    this.#fixed = fixedBasis === undefined ? undefined : createFixedFactor(config, fixedBasis);
    super.build(inputShape);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const definition = this.#built();
    const h = Array.isArray(inputs) ? inputs[0] : inputs;
    return tidy(() =>
      transposed(
        definition.transposedLogits(
          h as Tensor2D,
          this.#parameters.map((weight) => weight.read()),
          this.#fixed,
        ),
      ),
    );
  }

  override computeOutputShape(inputShape: (null | number)[] | (null | number)[][]): (null | number)[] {
    return [inputShape[0] as null | number, this.#numLabels];
  }

  /** The layer's and the head's options, from which the same layer can be made. */
  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...(structuredClone(this.#options) as serialization.ConfigDict) };
  }

  /**
   * The last linear layer, in float64, as `@sbn/detect` reads it.
   *
   * @throws HeadError `cannot-read-synchronously`: use `readOutputLayer`
   */
  outputLayer(): OutputLayer {
    const place = `${this.name}: outputLayer`;
    return this.#built().outputLayer(
      this.#parameters.map((weight) => readSynchronously(place, weight.read(), 'readOutputLayer')),
    );
  }

  /** The same, read asynchronously (the only way on WebGPU in Node). */
  async readOutputLayer(): Promise<OutputLayer> {
    const definition = this.#built();
    return definition.outputLayer(
      await Promise.all(this.#parameters.map((weight) => weight.read().data<'float32'>())),
    );
  }

  protected override disposeWeights(): number {
    this.#fixed?.dispose();
    this.#fixed = undefined;
    return super.disposeWeights();
  }

  #built(): HeadDefinition {
    if (this.#definition === undefined) {
      throw new RangeError(
        `${this.name}: the layer has no weights yet. Give it an inputShape or apply it to an input first; ` +
          `got ${describeKind(this.#definition)}.`,
      );
    }
    return this.#definition;
  }
}
