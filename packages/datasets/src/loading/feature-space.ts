import type { InputKind } from '../dataset.js';
import { failAt, type LinePlace } from '../reading/fail-at.js';
import { tokenize } from '../text/tokenize.js';
import { checkVocabularyOptions, vocabularyCounter } from '../text/vocabulary.js';
import { checkWordList } from './check-word-list.js';
import type { DatasetOptions } from './dataset-options.js';
import type { InputEncoding } from './input-encoding.js';
import type { FileSchema, RawInput } from './raw-example.js';

/** Finds out what the features are, example by example. */
export interface FeatureSpaceFit {
  /** Takes the input of one example, which decides about words and weights if it is a training example. */
  add(input: RawInput, training: boolean, place: LinePlace): void;
  /** @throws InputError when there are no features at all */
  finish(file: string): FeatureSpace;
}

/** The features of a data set. */
export interface FeatureSpace {
  readonly inputKind: InputKind;
  readonly inputDim: number;
  readonly featureNames: readonly string[] | undefined;
  readonly inputEncoding: InputEncoding;
}

/** The name of the last feature where texts are words in order. No word has brackets. */
const unknownWord = '<unknown>';

/** Above this a feature number that nothing declares is taken for a mistake. */
const mostUndeclaredFeatures = 2 ** 28;

/**
 * Starts finding out what the features are.
 *
 * @throws RangeError when an option has a value it cannot have
 */
export function featureSpaceFit(schema: FileSchema, options: DatasetOptions): FeatureSpaceFit {
  const { weighting = schema.binary ? 'binary' : 'count', normalise = 'none', vocabulary = {} } = options;
  if (!['binary', 'count', 'log-count', 'tf-idf'].includes(weighting)) {
    throw new RangeError(
      `weighting must be binary, count, log-count or tf-idf, got ${JSON.stringify(weighting)}`,
    );
  }
  if (!['none', 'l2'].includes(normalise)) {
    throw new RangeError(`normalise must be none or l2, got ${JSON.stringify(normalise)}`);
  }
  const listed = 'words' in vocabulary ? checkWordList(vocabulary.words) : undefined;
  const limits = 'words' in vocabulary ? {} : vocabulary;
  checkVocabularyOptions(limits);
  const tokens = tokensFor(options);
  const counter = vocabularyCounter();
  let kind: RawInput['kind'] | undefined;
  let numFeatures = schema.numFeatures;
  let largest = -1;
  let numTraining = 0;
  const examplesWith = new Map<number, number>();

  const addSparse = (indices: ArrayLike<number>, training: boolean, place: LinePlace): void => {
    const limit = numFeatures ?? mostUndeclaredFeatures;
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i]!;
      if (index >= limit) {
        failAt(place, 'feature-out-of-range', `Expected feature numbers in [0, ${limit - 1}], got ${index}.`);
      }
      if (index > largest) largest = index;
      if (training && weighting === 'tf-idf') examplesWith.set(index, (examplesWith.get(index) ?? 0) + 1);
    }
  };

  return {
    add(input, training, place) {
      kind ??= input.kind;
      if (input.kind !== kind) {
        failAt(place, 'mixed-kinds', `Expected a ${kind} input, as before, got a ${input.kind} one.`);
      }
      if (training) numTraining++;
      if (input.kind === 'sparse') addSparse(input.indices, training, place);
      else if (input.kind === 'dense') {
        numFeatures ??= input.values.length;
        if (input.values.length !== numFeatures) {
          failAt(place, 'wrong-count', `Expected ${numFeatures} feature values, got ${input.values.length}.`);
        }
      } else if (training && (listed === undefined || weighting === 'tf-idf'))
        counter.add(input.kind === 'text' ? tokenize(input.text) : input.names);
    },
    finish(file) {
      if (kind === undefined) {
        failAt({ file }, 'empty-file', 'No example is left for training.');
      }
      if (tokens !== undefined && kind !== 'text') {
        throw new RangeError(`inputs: tokens is for texts, but these inputs are ${kind}`);
      }
      if (kind === 'dense') {
        if (options.weighting !== undefined || options.normalise !== undefined) {
          throw new RangeError('weighting and normalise are for bags, but these inputs are dense');
        }
        return {
          inputKind: 'dense',
          inputDim: numFeatures!,
          featureNames: schema.featureNames,
          inputEncoding: { kind, weighting: 'count', normalise: 'none' },
        };
      }
      const words = kind === 'sparse' ? undefined : (listed ?? counter.words(limits));
      const inputDim = words?.length ?? numFeatures ?? largest + 1;
      if (words?.length === 0)
        failAt({ file }, 'empty-file', 'No word of the training examples is in the vocabulary.');
      if (tokens !== undefined) {
        return {
          inputKind: 'tokens',
          inputDim: inputDim + 1,
          featureNames: [...words!, unknownWord],
          inputEncoding: { kind, tokens, weighting: 'count', normalise: 'none' },
        };
      }
      const inverseDocumentFrequencies = Array.from(
        { length: weighting === 'tf-idf' ? inputDim : 0 },
        (_, column) => {
          const examples =
            words === undefined ? (examplesWith.get(column) ?? 0) : counter.numExamplesWith(words[column]!);
          return Math.log((1 + numTraining) / (1 + examples)) + 1;
        },
      );
      const encoding = { kind, weighting, normalise };
      return {
        inputKind: 'bag',
        inputDim,
        featureNames: words ?? schema.featureNames,
        inputEncoding: weighting === 'tf-idf' ? { ...encoding, inverseDocumentFrequencies } : encoding,
      };
    },
  };
}

/** How texts become words in order, if they do. */
function tokensFor(options: DatasetOptions): InputEncoding['tokens'] {
  const { inputs = 'bag', maxTokens, weighting, normalise } = options;
  if (inputs !== 'bag' && inputs !== 'tokens') {
    throw new RangeError(`inputs must be bag or tokens, got ${JSON.stringify(inputs)}`);
  }
  if (inputs === 'bag') {
    if (maxTokens !== undefined) {
      throw new RangeError('maxTokens is for words in order: set inputs to tokens, or leave it out');
    }
    return undefined;
  }
  if (weighting !== undefined || normalise !== undefined) {
    throw new RangeError('weighting and normalise are for bags, but inputs is tokens');
  }
  if (maxTokens === undefined) return {};
  if (!Number.isSafeInteger(maxTokens) || maxTokens < 1) {
    throw new RangeError(`maxTokens must be an integer >= 1, got ${maxTokens}`);
  }
  return { maxTokens };
}
