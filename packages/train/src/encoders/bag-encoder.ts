import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import { checkCount, checkRate, checkSeed } from '../checks.js';
import { checkActivation } from './activation.js';
import { markBuiltInEncoder } from './built-in-encoder.js';
import { drawEmbeddings } from './draw-embeddings.js';
import { createEmbeddingTable } from './embedding-table.js';
import type { ActivationName, Encoder } from './encoder.js';
import { hiddenLayers } from './hidden-layers.js';
import { nameOfRows } from './name-of-rows.js';

/** Options of {@link bagEncoder}. */
export interface BagEncoderOptions {
  /** Columns of the inputs: rows of the embedding table. */
  readonly numFeatures: number;
  /** Width of an embedding. */
  readonly dim: number;
  /**
   * How the embeddings e_i of a row's entries, with values v_i (1 where the inputs have none), become one vector:
   * `sum`: Σ v_i e_i (a sparse linear layer); `mean` (default): Σ v_i e_i / Σ |v_i|.
   */
  readonly reduce?: 'sum' | 'mean';
  /** Widths of hidden layers after the bag (default none). */
  readonly hidden?: readonly number[];
  /** After each hidden layer (default `relu`). */
  readonly activation?: ActivationName;
  /** Probability in [0, 1) with which a unit of the bag's vector or of a hidden layer is 0 in training (default 0). */
  readonly dropout?: number;
  readonly seed: number;
}

/**
 * An encoder for bags of features (words, n-grams, tags): an embedding bag, with optional hidden layers on top.
 *
 * The table lives in host memory and its gradient only has the rows that a batch touches, so a step costs as much as
 * the batch has entries, whatever the number of features is. Entries start uniform with variance 1 / dim.
 *
 * @throws RangeError when a size, the dropout rate or the seed is out of range
 */
export function bagEncoder(options: BagEncoderOptions): Encoder {
  const { numFeatures, dim, reduce = 'mean', hidden = [], activation = 'relu', dropout = 0, seed } = options;
  checkCount('bagEncoder', 'numFeatures', numFeatures);
  checkCount('bagEncoder', 'dim', dim);
  if (reduce !== 'sum' && reduce !== 'mean') {
    throw new RangeError(`bagEncoder: reduce must be sum or mean, got ${String(reduce)}`);
  }
  hidden.forEach((width, i) => {
    checkCount('bagEncoder', `hidden[${i}]`, width);
  });
  checkActivation('bagEncoder', activation);
  checkRate('bagEncoder', 'dropout', dropout);
  checkSeed('bagEncoder', seed);
  const table = createEmbeddingTable({ numFeatures, dim, reduce });
  drawEmbeddings(table, seed);
  const layers = hiddenLayers({ inDim: dim, hidden, activation, dropout, seed });

  const encoder: Encoder = {
    kind: 'bag',
    inputKind: 'bag',
    inDim: numFeatures,
    outDim: layers.outDim,
    variables: layers.variables,
    variableNames: layers.variableNames,
    table,
    embed: (inputs) => {
      if (!('indices' in inputs)) {
        throw new TypeError(
          `bagEncoder: expected sparse rows {numRows, numCols, offsets, indices}, got ${nameOfRows(inputs)}`,
        );
      }
      if (inputs.numCols !== numFeatures) {
        throw new RangeError(`bagEncoder: expected rows of ${numFeatures} features, got ${inputs.numCols}`);
      }
      return tensor2d(table.forward(inputs), [inputs.numRows, dim]);
    },
    transform: layers.transform,
    encode: (inputs, encodeOptions) => tidy(() => encoder.transform(encoder.embed(inputs), encodeOptions)),
    toConfig: () => ({
      kind: 'bag',
      numFeatures,
      dim,
      reduce,
      hidden: [...hidden],
      activation,
      dropout,
      seed,
    }),
    dispose: layers.dispose,
  };
  return markBuiltInEncoder(encoder);
}
