import { createRandom } from '@sbn/core';
import {
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { activations } from './activation.js';
import { dropOut } from './drop-out.js';
import type { ActivationName, EncodeOptions } from './encoder.js';
import { linear } from './linear.js';

/** A stack of `dropout -> linear -> activation`, ending with a last dropout. */
export interface HiddenLayers {
  readonly outDim: number;
  readonly variables: readonly Variable[];
  readonly variableNames: readonly string[];
  transform(leaf: Tensor2D, options?: EncodeOptions): Tensor2D;
  dispose(): void;
}

/**
 * Fully connected layers after the input: h_0 = dropout(x), h_i = dropout(activation(W_i h_{i−1} + b_i)). Weights
 * are uniform with limit sqrt(6 / (in + out)) (Glorot and Bengio, AISTATS 2010), biases 0. Without layers only the
 * dropout is left.
 */
export function hiddenLayers(options: {
  readonly inDim: number;
  readonly hidden: readonly number[];
  readonly activation: ActivationName;
  readonly dropout: number;
  readonly seed: number;
}): HiddenLayers {
  const { inDim, hidden, activation, dropout, seed } = options;
  const layers = hidden.map((width, i) => {
    const fanIn = i === 0 ? inDim : hidden[i - 1]!;
    const random = createRandom([seed, 'encoder', 'hidden', i]);
    const limit = Math.sqrt(6 / (fanIn + width));
    const weights = new Float32Array(width * fanIn);
    for (let j = 0; j < weights.length; j++) weights[j] = (2 * random.uniform() - 1) * limit;
    const initial = [tensor2d(weights, [width, fanIn]), tensor1d(new Float32Array(width))] as const;
    // TensorFlow.js wants variable names unique in the whole process, so they are left to it; ours are in variableNames.
    const made = { weights: variable(initial[0]) as Variable, bias: variable(initial[1]) as Variable };
    for (const tensor of initial) tensor.dispose();
    return made;
  });
  const activate = activations[activation];
  const drop = (x: Tensor2D, layer: number, encodeOptions: EncodeOptions): Tensor2D =>
    dropOut(x, { ...encodeOptions, rate: dropout, seed, layer });

  return {
    outDim: hidden.at(-1) ?? inDim,
    variables: layers.flatMap(({ weights, bias }) => [weights, bias]),
    variableNames: layers.flatMap((_, i) => [`hidden${i + 1}/weights`, `hidden${i + 1}/bias`]),
    transform: (leaf, encodeOptions = {}) =>
      layers.reduce(
        (h, { weights, bias }, i) =>
          drop(
            activate(linear(h, weights as unknown as Tensor2D, bias as unknown as Tensor1D)),
            i + 1,
            encodeOptions,
          ),
        drop(leaf, 0, encodeOptions),
      ),
    dispose: () => {
      for (const { weights, bias } of layers) {
        weights.dispose();
        bias.dispose();
      }
    },
  };
}
