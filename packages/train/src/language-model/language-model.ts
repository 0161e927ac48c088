import { createRandom } from '@sbn/core';
import { type ClassHead, type HeadConfig, headFromConfig } from '@sbn/heads';
import { type Tensor2D, tensor1d, tensor2d, tidy, type Variable, variable } from '@tensorflow/tfjs-core';
import { checkCount, checkRate, checkSeed } from '../checks.js';
import { type Parameter, variableParameter } from '../model/parameter.js';
import type { LstmState } from './lstm-layer.js';
import { lstmStack, type SequencePass } from './lstm-stack.js';
import { dropForAllSteps, dropTokens } from './sequence-dropout.js';
import { tokenEmbedding } from './token-embedding.js';

/** Rates in [0, 1) of what is set to 0 in training, each 0 when left out; the names in brackets are AWD-LSTM's. */
export interface LanguageModelDropout {
  /** Whole tokens of the vocabulary, wherever they occur in a window (`dropoute`). */
  readonly tokens?: number | undefined;
  /** Entries of the embeddings, the same at all steps of a window (`dropouti`). */
  readonly inputs?: number | undefined;
  /** Units between two LSTM layers, the same at all steps (`dropouth`). */
  readonly hidden?: number | undefined;
  /** Units of the last layer, the same at all steps (`dropout`). */
  readonly outputs?: number | undefined;
  /** Recurrent weights (`wdrop`). */
  readonly recurrent?: number | undefined;
}

/** What a language model hands to the function that makes its head; all class heads take these options. */
export interface LanguageModelHeadOptions {
  readonly inDim: number;
  readonly numLabels: number;
  readonly seed: number;
  /** The embedding table [vocabularySize, embeddingDim], for a tied model. */
  readonly tiedTo?: Variable;
}

/** Options of {@link createLanguageModel}. */
export interface LanguageModelOptions {
  /** Tokens are the numbers below it. */
  readonly vocabularySize: number;
  /** Width of an embedding. */
  readonly embeddingDim: number;
  /** Widths of the LSTM layers, the lowest first. */
  readonly hiddenDims: readonly number[];
  /** Makes the output layer: `softmaxHead`, or `(shared) => mixtureHead({ ...shared, numComponents: 15 })`. */
  readonly head: (shared: LanguageModelHeadOptions) => ClassHead;
  /** Whether the head's weights are the embedding table (default false). */
  readonly tied?: boolean | undefined;
  readonly dropout?: LanguageModelDropout | undefined;
  readonly seed: number;
}

/** Plain JSON that describes a language model without its parameters. */
export interface LanguageModelConfig {
  readonly vocabularySize: number;
  readonly embeddingDim: number;
  readonly hiddenDims: readonly number[];
  readonly head: HeadConfig;
  readonly tied: boolean;
  readonly dropout: Required<LanguageModelDropout>;
  readonly seed: number;
}

/** What a model makes of a window of text. */
export type SequenceFeatures = {
  /** What the head reads, [T B, H]: `hidden` after dropout. Row t·B + b is column b of the batch at step t. */
  readonly features: Tensor2D;
  /** The outputs of the last LSTM layer, [T B, H]: the same tensor where there is no dropout. */
  readonly hidden: Tensor2D;
  /** The states after the window, one per layer. */
  readonly state: LstmState[];
};

/** Embeddings of tokens, LSTM layers, and a head that gives each token of the vocabulary its probability as the next. */
export interface LanguageModel {
  readonly vocabularySize: number;
  readonly head: ClassHead;
  /** Everything that is trained, in a stable order, under stable names (`embedding/…`, `lstm1/…`, `head/…`). */
  readonly parameters: readonly Parameter[];
  /** How many numbers are trained; a tied table counts once. */
  readonly numParams: number;
  /** The states before a text: zeros, one per layer. */
  initialState(batchSize: number): LstmState[];
  /**
   * Reads a window of text. Differentiable by all parameters; with the states of one window as `state` of the next, the
   * result is that of one long window.
   *
   * @param tokens T·B numbers below vocabularySize: token t·B + b is column b of the batch at step t
   * @throws RangeError when a token is none, or their number does not fit the state and the steps
   */
  read(tokens: Int32Array, state: readonly LstmState[], pass: SequencePass): SequenceFeatures;
  toConfig(): LanguageModelConfig;
  /** Frees the tensors, the head's included. */
  dispose(): void;
}

/**
 * Makes an LSTM language model with the regularisation of AWD-LSTM (Merity et al., *Regularizing and Optimizing LSTM
 * Language Models*, ICLR 2018). Embeddings start uniform in ±0.1. All dropout is a function of the seed and the step.
 *
 * @example
 * const model = createLanguageModel({
 *   vocabularySize: 10_000, embeddingDim: 200, hiddenDims: [200, 200],
 *   head: sigsoftmaxHead, tied: true, dropout: { inputs: 0.3, outputs: 0.3, recurrent: 0.5 }, seed: 1,
 * });
 *
 * @throws RangeError when a size, a rate or the seed is out of range, or when the table does not fit a tied head; TypeError
 *   when the head that is made is no class head, or not made as it is told to
 */
export function createLanguageModel(options: LanguageModelOptions): LanguageModel {
  const place = 'createLanguageModel';
  const { vocabularySize, embeddingDim, tied = false, seed } = options;
  checkCount(place, 'vocabularySize', vocabularySize, 2);
  checkCount(place, 'embeddingDim', embeddingDim);
  if (!Array.isArray(options.hiddenDims)) {
    throw new TypeError(
      `${place}: hiddenDims must be a list of widths such as [200, 200], got ${String(options.hiddenDims)}`,
    );
  }
  const hiddenDims: readonly number[] = [...options.hiddenDims];
  if (hiddenDims.length === 0) {
    throw new RangeError(`${place}: hiddenDims must name the width of at least one LSTM layer, got none`);
  }
  hiddenDims.forEach((width, i) => {
    checkCount(place, `hiddenDims[${i}]`, width);
  });
  checkSeed(place, seed);
  const dropout = { ...noDropout, ...options.dropout };
  for (const [name, rate] of Object.entries(dropout)) {
    if (!(name in noDropout)) {
      throw new TypeError(
        `${place}: dropout has no rate "${name}"; it has ${Object.keys(noDropout).join(', ')}`,
      );
    }
    checkRate(place, `dropout.${name}`, rate);
  }
  if (dropout.hidden > 0 && hiddenDims.length === 1) {
    throw new RangeError(
      `${place}: dropout.hidden is between two LSTM layers, and there is one; leave it out`,
    );
  }

  const inDim = hiddenDims.at(-1)!;
  const table = embeddingTable(vocabularySize, embeddingDim, seed);
  let head: ClassHead;
  try {
    head = makeHead(place, options.head, {
      inDim,
      numLabels: vocabularySize,
      seed,
      ...(tied ? { tiedTo: table } : {}),
    });
  } catch (error) {
    table.dispose();
    throw error;
  }
  const stack = lstmStack({ inDim: embeddingDim, hiddenDims, dropout, seed });
  const parameters = [
    variableParameter('embedding/table', table),
    ...stack.variables.map((variable, i) => variableParameter(stack.variableNames[i]!, variable)),
    ...head.variables.map((variable, i) => variableParameter(`head/${head.parameterNames[i]}`, variable)),
  ];

  const embed = (tokens: Int32Array, { numSteps, dropoutStep }: SequencePass): Tensor2D => {
    const dropped = { seed, step: dropoutStep };
    const rows = tokenEmbedding(table as unknown as Tensor2D, tensor1d(tokens, 'int32'));
    return dropForAllSteps(
      dropTokens(rows, tokens, vocabularySize, { ...dropped, layer: 0, rate: dropout.tokens }),
      numSteps,
      { ...dropped, layer: 1, rate: dropout.inputs },
    );
  };

  return {
    vocabularySize,
    head,
    parameters,
    numParams: parameters.reduce((sum, { size }) => sum + size, 0),
    initialState: stack.initialState,
    read: (tokens, state, pass) => {
      checkTokens(tokens, vocabularySize, pass.numSteps * state[0]!.hidden.shape[0]);
      return tidy((): SequenceFeatures => {
        const { hidden, state: next } = stack.run(embed(tokens, pass), state, pass);
        const features = dropForAllSteps(hidden, pass.numSteps, {
          rate: dropout.outputs,
          seed,
          layer: 1 + hiddenDims.length,
          step: pass.dropoutStep,
        });
        return { features, hidden, state: next };
      });
    },
    toConfig: () => ({
      vocabularySize,
      embeddingDim,
      hiddenDims: [...hiddenDims],
      head: head.toConfig(),
      tied,
      dropout: { ...dropout },
      seed,
    }),
    dispose: () => {
      head.dispose();
      stack.dispose();
      table.dispose();
    },
  };
}

/** Makes the model that a config describes, with freshly drawn parameters: the same config, the same parameters. */
export function languageModelFromConfig(config: LanguageModelConfig): LanguageModel {
  return createLanguageModel({
    ...config,
    head: ({ tiedTo }) => headFromConfig(config.head, { tiedTo }) as ClassHead,
  });
}

const noDropout: Required<LanguageModelDropout> = {
  tokens: 0,
  inputs: 0,
  hidden: 0,
  outputs: 0,
  recurrent: 0,
};

function embeddingTable(vocabularySize: number, embeddingDim: number, seed: number): Variable {
  const random = createRandom([seed, 'embedding', 'table']);
  const values = new Float32Array(vocabularySize * embeddingDim);
  for (let i = 0; i < values.length; i++) values[i] = 0.2 * random.uniform() - 0.1;
  const initial = tensor2d(values, [vocabularySize, embeddingDim]);
  const table = variable(initial);
  initial.dispose();
  return table;
}

function makeHead(
  place: string,
  make: LanguageModelOptions['head'],
  shared: LanguageModelHeadOptions,
): ClassHead {
  const { inDim, numLabels, tiedTo } = shared;
  let head: ClassHead;
  try {
    head = make(shared);
  } catch (error) {
    if (tiedTo === undefined || !(error instanceof RangeError)) throw error;
    throw new RangeError(
      `${place}: the head cannot have the embedding table [${tiedTo.shape.join(', ')}] for its weights. ${error.message}. ` +
        `Make embeddingDim and the width that the weights multiply (the last of hiddenDims, ${inDim}; a mixture's dim) equal, or tied false`,
      { cause: error },
    );
  }
  const wrong =
    head.output !== 'classes'
      ? `a class head such as softmaxHead, whose classes are the tokens, got the head ${head.kind}`
      : head.inDim !== inDim || head.numLabels !== numLabels
        ? `a head of inDim ${inDim} and numLabels ${numLabels}, as it is told, got ${head.inDim} and ${head.numLabels}`
        : tiedTo !== undefined && !('tied' in head.toConfig())
          ? 'a head with the tiedTo that it is given, got one with weights of its own'
          : undefined;
  if (wrong === undefined) return head;
  head.dispose();
  throw new TypeError(`${place}: head must make ${wrong}`);
}

function checkTokens(tokens: Int32Array, vocabularySize: number, numTokens: number): void {
  if (tokens.length !== numTokens) {
    throw new RangeError(
      `language model: numSteps times the batch of the state is ${numTokens}, got ${tokens.length} tokens`,
    );
  }
  for (const [i, token] of tokens.entries()) {
    if (!(token >= 0 && token < vocabularySize)) {
      throw new RangeError(
        `language model: token ${i} is ${token}, and the vocabulary has ${vocabularySize}; the text needs the vocabulary that the model was made for`,
      );
    }
  }
}
