import { tidy } from '@tensorflow/tfjs-core';
import { checkCount, checkRate, checkSeed } from '../checks.js';
import { checkActivation } from './activation.js';
import { markBuiltInEncoder } from './built-in-encoder.js';
import { denseLeaf } from './dense-leaf.js';
import type { ActivationName, Encoder } from './encoder.js';
import { hiddenLayers } from './hidden-layers.js';

/** Options of {@link denseEncoder}. */
export interface DenseEncoderOptions {
  /** Columns of the inputs. */
  readonly inDim: number;
  /** Widths of the hidden layers; none makes the encoder the identity (with dropout, if any). */
  readonly hidden?: readonly number[];
  /** After each hidden layer (default `relu`). */
  readonly activation?: ActivationName;
  /** Probability in [0, 1) with which an input or a hidden unit is set to 0 in training (default 0). */
  readonly dropout?: number;
  readonly seed: number;
}

/**
 * An encoder for dense feature rows: h_0 = dropout(x), h_i = dropout(activation(W_i h_{i−1} + b_i)).
 *
 * @throws RangeError when a size, the dropout rate or the seed is out of range
 */
export function denseEncoder(options: DenseEncoderOptions): Encoder {
  const { inDim, hidden = [], activation = 'relu', dropout = 0, seed } = options;
  checkCount('denseEncoder', 'inDim', inDim);
  hidden.forEach((width, i) => {
    checkCount('denseEncoder', `hidden[${i}]`, width);
  });
  checkActivation('denseEncoder', activation);
  checkRate('denseEncoder', 'dropout', dropout);
  checkSeed('denseEncoder', seed);
  const layers = hiddenLayers({ inDim, hidden, activation, dropout, seed });

  const encoder: Encoder = {
    kind: 'dense',
    inputKind: 'dense',
    inDim,
    outDim: layers.outDim,
    variables: layers.variables,
    variableNames: layers.variableNames,
    embed: (inputs) => denseLeaf('denseEncoder', inputs, inDim),
    transform: layers.transform,
    encode: (inputs, encodeOptions) => tidy(() => encoder.transform(encoder.embed(inputs), encodeOptions)),
    toConfig: () => ({ kind: 'dense', inDim, hidden: [...hidden], activation, dropout, seed }),
    dispose: layers.dispose,
  };
  return markBuiltInEncoder(encoder);
}
