import { checkTokenRows, createRandom, type TokenRows } from '@sbn/core';
import {
  concat,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { checkCount, checkRate, checkSeed } from '../checks.js';
import { checkActivation } from './activation.js';
import { markBuiltInEncoder } from './built-in-encoder.js';
import { drawEmbeddings } from './draw-embeddings.js';
import { dropOut } from './drop-out.js';
import { createEmbeddingTable } from './embedding-table.js';
import type { ActivationName, Encoder, EncoderInputs } from './encoder.js';
import { nameOfRows } from './name-of-rows.js';
import { wordEntries } from './table-entries.js';
import { textConvolution } from './text-convolution.js';

/** Options of {@link textConvolutionEncoder}. */
export interface TextConvolutionEncoderOptions {
  /** Words, the unknown one included: rows of the embedding table. */
  readonly numFeatures: number;
  /** Width of an embedding (default 100). */
  readonly dim?: number | undefined;
  /** Words of a window, one convolution for each (default [4]). */
  readonly widths?: readonly number[] | undefined;
  /** Filters of each convolution (default 500). */
  readonly filters?: number | undefined;
  /** After each convolution (default `tanh`). */
  readonly activation?: ActivationName | undefined;
  /** Probability in [0, 1) with which an entry of an embedding is 0 in training (default 0.2). */
  readonly inputDropout?: number | undefined;
  /** Probability in [0, 1) with which a feature is 0 in training (default 0). */
  readonly dropout?: number | undefined;
  /** Whether the embeddings stay what they are (default false). */
  readonly frozenEmbeddings?: boolean | undefined;
  readonly seed: number;
}

/** Outside of training texts are worked on in pieces of about so many words, whose embeddings are in memory at a time. */
const pieceTokens = 2 ** 15;

/**
 * A convolutional network for texts. Words become embeddings; each convolution passes over the windows of `width` words of
 * a text, with ⌊width / 2⌋ zero rows before and behind it, so that the shortest text has a window; a feature is the largest
 * value of a filter over all windows of the text. Features of all widths stand side by side.
 *
 * The defaults are the CNN of CAML (Mullenbach et al., NAACL 2018: width 4, 500 filters, tanh, dropout 0.2 on
 * 100-dimensional embeddings). KimCNN (Kim, EMNLP 2014) is `widths: [3, 4, 5], filters: 100, activation: 'relu',
 * inputDropout: 0, dropout: 0.5`. Unlike there, what fills up the texts of a batch to one length never counts: the features
 * of a text do not depend on the texts beside it.
 *
 * The table lives in host memory, as that of a bag encoder. Its entries start uniform with variance 1 / dim; filters with
 * limit sqrt(6 / (width dim + width filters)) (Glorot and Bengio, AISTATS 2010); biases 0.
 *
 * @throws RangeError when a size, a dropout rate or the seed is out of range
 */
export function textConvolutionEncoder(options: TextConvolutionEncoderOptions): Encoder {
  const caller = 'textConvolutionEncoder';
  const { numFeatures, dim = 100, widths = [4], filters = 500, activation = 'tanh' } = options;
  const { inputDropout = 0.2, dropout = 0, frozenEmbeddings = false, seed } = options;
  checkCount(caller, 'numFeatures', numFeatures);
  checkCount(caller, 'dim', dim);
  checkCount(caller, 'number of widths', widths.length);
  widths.forEach((width, i) => {
    checkCount(caller, `widths[${i}]`, width);
    if (widths.indexOf(width) < i) {
      throw new RangeError(`${caller}: widths[${i}] is ${width}, which is in the list already`);
    }
  });
  checkCount(caller, 'filters', filters);
  checkActivation(caller, activation);
  checkRate(caller, 'inputDropout', inputDropout);
  checkRate(caller, 'dropout', dropout);
  if (typeof frozenEmbeddings !== 'boolean') {
    throw new TypeError(`${caller}: frozenEmbeddings must be true or false, got ${String(frozenEmbeddings)}`);
  }
  checkSeed(caller, seed);
  const table = createEmbeddingTable({ numFeatures, dim, reduce: 'sum' });
  drawEmbeddings(table, seed);
  const convolutions = widths.map((width) => ({ width, ...makeFilters(width, dim, filters, seed) }));
  const outDim = widths.length * filters;

  const tokensOf = (inputs: EncoderInputs): TokenRows => {
    if (!('tokens' in inputs)) {
      throw new TypeError(
        `${caller}: expected words in order {numRows, numCols, offsets, tokens}, got ${nameOfRows(inputs)}`,
      );
    }
    if (inputs.numCols !== numFeatures) {
      throw new RangeError(`${caller}: expected texts of ${numFeatures} words, got ${inputs.numCols}`);
    }
    return inputs;
  };

  const encoder: Encoder = {
    kind: 'text-convolution',
    inputKind: 'tokens',
    inDim: numFeatures,
    outDim,
    variables: convolutions.flatMap(({ weights, bias }) => [weights, bias]),
    variableNames: widths.flatMap((width) => [`width${width}/weights`, `width${width}/bias`]),
    table,
    frozen: frozenEmbeddings ? ['table'] : [],
    embed: (inputs) => {
      const rows = tokensOf(inputs);
      checkTokenRows(rows, caller);
      return tensor2d(table.forward(wordEntries(rows)), [rows.tokens.length, dim]);
    },
    transform: (leaf, transformOptions = {}) =>
      tidy(() => {
        const { inputs, ...encodeOptions } = transformOptions;
        if (inputs === undefined) {
          throw new TypeError(`${caller}: transform needs the inputs that the leaf was made of`);
        }
        const { offsets } = tokensOf(inputs);
        const x = dropOut(leaf, { ...encodeOptions, rate: inputDropout, seed, layer: 0 });
        const features = convolutions.map(({ width, weights, bias }) =>
          textConvolution(
            { x, filter: weights as unknown as Tensor2D, bias: bias as unknown as Tensor1D },
            { offsets, width, activation },
          ),
        );
        return dropOut(concat(features, 1), { ...encodeOptions, rate: dropout, seed, layer: 1 });
      }),
    encode: (inputs, encodeOptions = {}) =>
      tidy(() => {
        // A mask of dropout is drawn for the whole batch.
        const pieces = encodeOptions.training === true ? [tokensOf(inputs)] : inPieces(tokensOf(inputs));
        const features = pieces.map((piece) =>
          tidy(() => encoder.transform(encoder.embed(piece), { ...encodeOptions, inputs: piece })),
        );
        return features.length === 1 ? features[0]! : concat(features, 0);
      }),
    toConfig: () => ({
      kind: 'text-convolution',
      numFeatures,
      dim,
      widths: [...widths],
      filters,
      activation,
      inputDropout,
      dropout,
      frozenEmbeddings,
      seed,
    }),
    dispose: () => {
      for (const { weights, bias } of convolutions) {
        weights.dispose();
        bias.dispose();
      }
    },
  };
  return markBuiltInEncoder(encoder);
}

function makeFilters(
  width: number,
  dim: number,
  filters: number,
  seed: number,
): { readonly weights: Variable; readonly bias: Variable } {
  const random = createRandom([seed, 'encoder', 'width', width]);
  const limit = Math.sqrt(6 / (width * (dim + filters)));
  const values = Float32Array.from(
    { length: filters * width * dim },
    () => (2 * random.uniform() - 1) * limit,
  );
  const initial = [tensor2d(values, [filters, width * dim]), tensor1d(new Float32Array(filters))] as const;
  // TensorFlow.js wants variable names unique in the whole process, so they are left to it; ours are in variableNames.
  const made = { weights: variable(initial[0]) as Variable, bias: variable(initial[1]) as Variable };
  for (const tensor of initial) tensor.dispose();
  return made;
}

/** The same texts, some after the others: as many as have about {@link pieceTokens} words, and at least one. */
function inPieces({ numRows, numCols, offsets, tokens }: TokenRows): TokenRows[] {
  const pieces: TokenRows[] = [];
  let first = 0;
  while (first < numRows || pieces.length === 0) {
    const start = offsets[first]!;
    let end = Math.min(first + 1, numRows);
    while (end < numRows && offsets[end + 1]! - start <= pieceTokens) end++;
    pieces.push({
      numRows: end - first,
      numCols,
      offsets: offsets.slice(first, end + 1).map((offset) => offset - start),
      tokens: tokens.subarray(start, offsets[end]!),
    });
    first = end;
    if (numRows === 0) break;
  }
  return pieces;
}
