import type { TokenRows } from '@sbn/core';
import { expect, test } from 'vitest';
import { parseFastText } from '../formats/fasttext.js';
import { memorySource } from '../sources/memory-source.js';
import { rowsOf } from '../testing/batch-rows.js';
import { checkSourceLaws } from '../testing/source-laws.js';
import { createInputEncoder } from './input-encoder.js';
import { loadDataset } from './load-dataset.js';
import type { ExampleFile } from './raw-example.js';
import { streamDataset } from './stream-dataset.js';

function textFile(text: string): ExampleFile {
  const examples = parseFastText(text);
  return {
    file: 'texts',
    source: 'test',
    schema: {},
    async *read() {
      for (let at = 0; at < examples.length; at += 3) yield examples.slice(at, at + 3);
    },
  };
}

const train = textFile(`__label__a __label__b red red apple
__label__b green apple, red
__label__c red`);
const other = textFile('__label__b plum Red green plum\n__label__a ---');
const files = { train, valid: other, test: other };

const textsOf = ({ offsets, tokens, numRows }: TokenRows): number[][] =>
  Array.from({ length: numRows }, (_, row) => [...tokens.subarray(offsets[row], offsets[row + 1])]);

test('texts become their words in order; the last number is every unknown word, and a text without words', async () => {
  const dataset = await loadDataset(files, { inputs: 'tokens' });
  expect(dataset).toMatchObject({
    inputKind: 'tokens',
    inputDim: 4,
    featureNames: ['red', 'apple', 'green', '<unknown>'],
    inputEncoding: { kind: 'text', tokens: {} },
    provenance: { options: { inputs: 'tokens', maxTokens: null } },
  });
  const { train: trained, test: tested } = dataset.splits;
  expect(textsOf(trained.inputs as TokenRows)).toEqual([[0, 0, 1], [2, 1, 0], [0]]);
  expect(textsOf(tested.inputs as TokenRows)).toEqual([[3, 0, 2, 3], [3]]);
  expect(trained.inputs.numCols).toBe(4);
});

test('only the first words of a long text are kept, and the vocabulary is of all', async () => {
  const dataset = await loadDataset(files, { inputs: 'tokens', maxTokens: 2 });
  expect(textsOf(dataset.splits.train.inputs as TokenRows)).toEqual([[0, 0], [2, 1], [0]]);
  expect(dataset.provenance.options).toMatchObject({ maxTokens: 2 });
});

test('a list of words is the vocabulary, in its order, for words in order and for bags', async () => {
  const vocabulary = { words: ['plum', 'green', 'red'] };
  const tokens = await loadDataset(files, { inputs: 'tokens', vocabulary });
  expect(tokens.featureNames).toEqual(['plum', 'green', 'red', '<unknown>']);
  expect(textsOf(tokens.splits.train.inputs as TokenRows)).toEqual([[2, 2, 3], [1, 3, 2], [2]]);
  expect(tokens.provenance.options).toMatchObject({ vocabulary: { words: 3 } });
  const bags = await loadDataset(files, { vocabulary });
  expect(bags.featureNames).toEqual(['plum', 'green', 'red']);
  expect(bags.splits.train.inputs).toMatchObject({ indices: Uint32Array.of(2, 1, 2, 2) });
  // A text of the training split has red, and two of three do: idf is ln(4 / 4) + 1 and ln(4 / 1) + 1.
  const { inputEncoding } = await loadDataset(files, { vocabulary, weighting: 'tf-idf' });
  expect(inputEncoding.inverseDocumentFrequencies).toEqual([1 + Math.log(4), 1 + Math.log(2), 1]);
});

test('new texts are encoded as those of the data set', async () => {
  const { inputEncoding, inputDim, featureNames } = await loadDataset(files, {
    inputs: 'tokens',
    maxTokens: 3,
  });
  const saved = JSON.parse(JSON.stringify(inputEncoding));
  const encoder = createInputEncoder({ encoding: saved, inputDim, featureNames });
  expect(encoder.encode({ kind: 'text', text: 'Green plum, <unknown> red' })).toEqual({
    kind: 'tokens',
    tokens: Uint32Array.of(2, 3, 3),
  });
  expect(encoder.encode({ kind: 'text', text: '' })).toEqual({ kind: 'tokens', tokens: Uint32Array.of(3) });
  expect(() => encoder.encode({ kind: 'sparse', indices: [1] })).toThrow(RangeError);
});

test('streamed texts are what they are in memory, and keep the laws of example sources', async () => {
  const many = textFile(
    Array.from(
      { length: 90 },
      (_, i) => `__label__l${i % 5} ${'many words of '.repeat(i % 4)}text ${i}`,
    ).join('\n'),
  );
  const options = { inputs: 'tokens', maxTokens: 7, vocabulary: { maxSize: 20 } } as const;
  const inMemory = await loadDataset({ train: many }, options);
  const streamed = await streamDataset({ train: many }, { ...options, shuffleBuffer: 10 });
  const { splits: _, ...info } = inMemory;
  expect(streamed).toMatchObject(info);
  const expected = await rowsOf(memorySource(inMemory.splits.train).batches({ batchSize: 1000 }));
  await checkSourceLaws(streamed.splits.train, expected);
});

test.each([
  [{ inputs: 'words' as 'bag' }, /inputs must be bag or tokens, got "words"/],
  [{ maxTokens: 3 }, /maxTokens is for words in order/],
  [{ inputs: 'tokens', maxTokens: 0 }, /maxTokens must be an integer >= 1, got 0/],
  [{ inputs: 'tokens', weighting: 'count' }, /weighting and normalise are for bags/],
  [{ vocabulary: { words: [] } }, /at least one word/],
  [{ vocabulary: { words: ['a', 'b', 'a'] } }, /words\[2\] is "a", which is in the list already/],
  [{ vocabulary: { words: ['a', ''] } }, /words\[1\] must be a word, got ""/],
] as const)('%o is refused', async (options, message) => {
  const loading = loadDataset(files, options);
  await expect(loading).rejects.toThrow(RangeError);
  await expect(loading).rejects.toThrow(message);
});

test('inputs that are no texts have no words in order', async () => {
  const sparse: ExampleFile = {
    ...train,
    async *read() {
      yield [{ line: 1, labels: ['a'], input: { kind: 'sparse', indices: [1] } }];
    },
  };
  const loading = loadDataset({ train: sparse, valid: sparse, test: sparse }, { inputs: 'tokens' });
  await expect(loading).rejects.toThrow('inputs: tokens is for texts, but these inputs are sparse');
});
