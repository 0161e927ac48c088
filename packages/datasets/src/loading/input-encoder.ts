import { tokenize } from '../text/tokenize.js';
import type { InputEncoding } from './input-encoding.js';
import type { RawInput } from './raw-example.js';

/** The features of one input. */
export type EncodedInput =
  | {
      readonly kind: 'bag';
      /** Feature numbers, strictly increasing. */
      readonly indices: Uint32Array;
      /** Their values, none of them 0; all 1 when left out. */
      readonly values?: Float32Array;
    }
  | { readonly kind: 'dense'; readonly values: Float32Array }
  | {
      readonly kind: 'tokens';
      /** Feature numbers in the order of the words, at least one. */
      readonly tokens: Uint32Array;
    };

/** Turns raw inputs into features, as when the data set was made. */
export interface InputEncoder {
  /** @throws RangeError when the input is of another kind, or has another number of dense values */
  encode(input: RawInput): EncodedInput;
}

/**
 * Makes the encoder that a data set was made with, to feed new inputs to a model trained on it. In bags, words and names
 * that are not among the features, and feature numbers out of range, are left out.
 *
 * @param options.encoding `inputEncoding` of the data set
 * @param options.inputDim `inputDim` of the data set
 * @param options.featureNames `featureNames` of the data set: needed where inputs are texts or named features
 */
export function createInputEncoder(options: {
  readonly encoding: InputEncoding;
  readonly inputDim: number;
  readonly featureNames?: readonly string[] | undefined;
}): InputEncoder {
  const { encoding, inputDim, featureNames } = options;
  const { kind, weighting, normalise, tokens, inverseDocumentFrequencies: idf } = encoding;
  const byName = kind === 'text' || kind === 'named';
  if (byName && featureNames?.length !== inputDim) {
    throw new RangeError(
      `createInputEncoder: expected ${inputDim} featureNames, got ${featureNames?.length ?? 'none'}`,
    );
  }
  if (weighting === 'tf-idf' && idf?.length !== inputDim) {
    throw new RangeError(
      `createInputEncoder: expected ${inputDim} inverseDocumentFrequencies, got ${idf?.length ?? 'none'}`,
    );
  }
  const columnOf = byName
    ? new Map(featureNames!.map((name, column) => [name, column]))
    : new Map<string, number>();
  const weigh = weightOf(weighting, idf);

  return {
    encode(input) {
      if (input.kind !== kind) {
        throw new RangeError(`expected an input of kind ${kind}, got ${input.kind}`);
      }
      if (input.kind === 'dense') {
        if (input.values.length !== inputDim) {
          throw new RangeError(`expected ${inputDim} values, got ${input.values.length}`);
        }
        return { kind: 'dense', values: Float32Array.from(input.values) };
      }
      if (tokens !== undefined && input.kind === 'text') {
        return { kind: 'tokens', tokens: tokensOf(input.text, columnOf, inputDim - 1, tokens.maxTokens) };
      }
      const bag = bagOf(input, columnOf, inputDim);
      if (weighting === 'binary' && normalise === 'none') return { kind: 'bag', indices: bag.indices };
      const { indices } = bag;
      const values = new Float32Array(indices.length);
      for (let i = 0; i < indices.length; i++) values[i] = weigh(bag.values[i]!, indices[i]!);
      if (normalise === 'l2') scaleToUnitLength(values);
      return { kind: 'bag', indices, values };
    },
  };
}

/** The words of a text as features, in order. */
function tokensOf(
  text: string,
  columnOf: ReadonlyMap<string, number>,
  unknown: number,
  maxTokens: number | undefined,
): Uint32Array {
  const words = tokenize(text).slice(0, maxTokens);
  if (words.length === 0) return Uint32Array.of(unknown);
  return Uint32Array.from(words, (word) => columnOf.get(word) ?? unknown);
}

/** The features of a bag that are not 0, by increasing column, each once. */
function bagOf(
  input: Exclude<RawInput, { kind: 'dense' }>,
  columnOf: ReadonlyMap<string, number>,
  inputDim: number,
): { indices: Uint32Array; values: number[] } {
  const sums = new Map<number, number>();
  if (input.kind === 'sparse') {
    for (let i = 0; i < input.indices.length; i++) {
      const column = input.indices[i]!;
      if (column < inputDim) sums.set(column, input.values?.[i] ?? 1);
    }
  } else {
    const names = input.kind === 'text' ? tokenize(input.text) : input.names;
    for (let i = 0; i < names.length; i++) {
      const column = columnOf.get(names[i]!);
      if (column === undefined) continue;
      sums.set(column, (sums.get(column) ?? 0) + (input.kind === 'text' ? 1 : input.values[i]!));
    }
  }
  for (const [column, value] of sums) if (Math.fround(value) === 0) sums.delete(column);
  const indices = new Uint32Array(sums.size);
  let at = 0;
  for (const column of sums.keys()) indices[at++] = column;
  indices.sort();
  const values: number[] = [];
  for (const column of indices) values.push(sums.get(column)!);
  return { indices, values };
}

function weightOf(
  weighting: InputEncoding['weighting'],
  idf: readonly number[] | undefined,
): (value: number, column: number) => number {
  switch (weighting) {
    case 'binary':
      return () => 1;
    case 'count':
      return (value) => value;
    case 'log-count':
      // Odd in v, so that a negative feature keeps its sign.
      return (value) => Math.sign(value) * Math.log1p(Math.abs(value));
    case 'tf-idf':
      return (value, column) => value * idf![column]!;
  }
}

function scaleToUnitLength(values: Float32Array): void {
  let squares = 0;
  for (const value of values) squares += value * value;
  if (squares === 0) return;
  const length = Math.sqrt(squares);
  for (let i = 0; i < values.length; i++) values[i] = values[i]! / length;
}
