import { labelSetAt, labelSetsFrom } from '@sbn/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Dataset, Examples } from '../dataset.js';
import { parseFastText } from '../formats/fasttext.js';
import { expectInputError } from '../testing/input-errors.js';
import { tempFiles } from '../testing/temp-folder.js';
import { sliceExamples } from './file-part.js';
import { loadArff } from './load-arff.js';
import { loadCsv } from './load-csv.js';
import { loadDataset } from './load-dataset.js';
import { loadFastText } from './load-fasttext.js';
import { loadJsonl } from './load-jsonl.js';
import { loadSvmlight } from './load-svmlight.js';
import type { ExampleFile, FileSchema, RawExample } from './raw-example.js';

function fileOf(examples: readonly RawExample[], schema: FileSchema = {}, file = 'memory'): ExampleFile {
  return {
    file,
    source: 'test',
    schema,
    async *read() {
      for (let at = 0; at < examples.length; at += 3) yield examples.slice(at, at + 3);
    },
  };
}

const textFile = (text: string): ExampleFile => fileOf(parseFastText(text));

const train = textFile(`__label__a __label__b red red apple
__label__b green apple
__label__c red`);

const test1 = textFile('__label__b __label__z __label__a red plum apple apple\n__label__z plum');

/** Label names of each example. */
function namedLabels({ labelNames }: Dataset, { labels }: Examples): string[][] {
  return Array.from({ length: labels.numRows }, (_, row) =>
    Array.from(labelSetAt(labels, row), (label) => labelNames![label]!),
  );
}

test('words and labels are those of the training split alone', async () => {
  const dataset = await loadDataset({ train, test: test1 }, { split: { valid: 0 }, name: 'fruit' });
  expect(dataset).toMatchObject({
    name: 'fruit',
    numLabels: 3,
    labelNames: ['a', 'b', 'c'],
    featureNames: ['red', 'apple', 'green'],
    inputKind: 'bag',
    inputDim: 3,
  });
  expect(dataset.provenance.counts).toEqual({ train: 3, valid: 0, test: 2, droppedLabels: 2 });
  expect(dataset.splits.train.inputs).toEqual({
    numRows: 3,
    numCols: 3,
    offsets: Uint32Array.of(0, 2, 4, 5),
    indices: Uint32Array.of(0, 1, 1, 2, 0),
    values: Float32Array.of(2, 1, 1, 1, 1),
  });
  expect(dataset.splits.test).toEqual({
    inputs: {
      numRows: 2,
      numCols: 3,
      offsets: Uint32Array.of(0, 2, 2),
      indices: Uint32Array.of(0, 1),
      values: Float32Array.of(1, 2),
    },
    labels: labelSetsFrom([[0, 1], []], 3),
  });
  expect(JSON.parse(JSON.stringify(dataset.provenance))).toEqual(dataset.provenance);
});

test('inverse document frequencies count training examples alone', async () => {
  const dataset = await loadDataset({ train, test: test1 }, { split: { valid: 0 }, weighting: 'tf-idf' });
  const idf = (examples: number) => Math.log(4 / (1 + examples)) + 1;
  expect(dataset.inputEncoding.inverseDocumentFrequencies).toEqual([idf(2), idf(2), idf(1)]);
  expect((dataset.splits.train.inputs as { values: Float32Array }).values[0]).toBe(Math.fround(2 * idf(2)));
});

test('rare words and rare labels can be left out', async () => {
  const dataset = await loadDataset(
    { train, test: test1 },
    { split: { valid: 0 }, vocabulary: { minCount: 2 }, minLabelCount: 2 },
  );
  expect(dataset.featureNames).toEqual(['red', 'apple']);
  expect(dataset.labelNames).toEqual(['b']);
  expect(namedLabels(dataset, dataset.splits.train)).toEqual([['b'], ['b'], []]);
  expect(dataset.provenance.counts.droppedLabels).toBe(5);
});

test('given label names set the order; names that are not among them are refused or dropped', async () => {
  const labelNames = ['c', 'b', 'a'];
  const files = { train, test: test1 };
  const options = { split: { valid: 0 }, labelNames };
  await expectInputError(() => loadDataset(files, options), {
    code: 'unknown-label',
    file: 'memory',
    line: 1,
  });
  const dataset = await loadDataset(files, { ...options, unknownLabels: 'drop' });
  expect(namedLabels(dataset, dataset.splits.train)).toEqual([['b', 'a'], ['b'], ['c']]);
  expect(dataset.provenance.counts.droppedLabels).toBe(2);
});

test('label names that only the test file has can be refused', async () => {
  const error = await expectInputError(
    () => loadDataset({ train, test: test1 }, { unknownLabels: 'error', split: { valid: 0 } }),
    {
      code: 'unknown-label',
      line: 1,
    },
  );
  expect(error.message).toContain('"z"');
});

test('splits by hash: each example in exactly one, equal inputs together, the seed decides', async () => {
  const examples: RawExample[] = Array.from({ length: 200 }, (_, i) => ({
    line: i + 1,
    id: `e${i}`,
    labels: [i % 7],
    input: { kind: 'sparse', indices: i % 2 === 0 ? [i % 40, 41] : [41, (i + 1) % 40] },
  }));
  const load = (seed: number, by: 'id' | 'row' | 'content') =>
    loadDataset({ train: fileOf(examples) }, { split: { seed, valid: 0.2, test: 0.2, by } });
  const first = await load(1, 'id');
  const ids = (['train', 'valid', 'test'] as const).flatMap((split) => first.splits[split].ids!);
  expect(ids.toSorted()).toEqual(examples.map(({ id }) => id!).toSorted());
  expect(first.splits.test.ids!.length).toBeGreaterThan(20);
  expect((await load(1, 'id')).splits.test.ids).toEqual(first.splits.test.ids);
  expect((await load(2, 'id')).splits.test.ids).not.toEqual(first.splits.test.ids);

  const byContent = await load(1, 'content');
  const contents = (['train', 'valid', 'test'] as const).map((split) => {
    const { inputs } = byContent.splits[split] as {
      inputs: { numRows: number; offsets: Uint32Array; indices: Uint32Array };
    };
    return new Set(
      Array.from({ length: inputs.numRows }, (_, row) =>
        inputs.indices.slice(inputs.offsets[row], inputs.offsets[row + 1]).join(),
      ),
    );
  });
  for (const content of contents[0]!)
    expect(contents[1]!.has(content) || contents[2]!.has(content)).toBe(false);
  for (const content of contents[1]!) expect(contents[2]!.has(content)).toBe(false);
});

test('a file of its own is respected; asking for a share of it as well is refused', async () => {
  const dataset = await loadDataset({ train, valid: test1, test: test1 });
  expect(dataset.provenance.counts).toMatchObject({ train: 3, valid: 2, test: 2 });
  await expect(loadDataset({ train, test: test1 }, { split: { test: 0.5 } })).rejects.toThrow(RangeError);
});

test('numbers of labels and features: declared, given, or found in all files', async () => {
  const row = (line: number, labels: number[], indices: number[]): RawExample => ({
    line,
    labels,
    input: { kind: 'sparse', indices },
  });
  const small = fileOf([row(1, [0], [1])]);
  const large = fileOf([row(1, [5], [8])], {}, 'large');
  const split = { valid: 0 };
  expect(await loadDataset({ train: small, test: large }, { split })).toMatchObject({
    numLabels: 6,
    inputDim: 9,
  });
  expect(await loadDataset({ train: small, test: large }, { split, numLabels: 10 })).toMatchObject({
    numLabels: 10,
  });
  await expectInputError(() => loadDataset({ train: small, test: large }, { split, numLabels: 5 }), {
    code: 'label-out-of-range',
    file: 'large',
    line: 1,
  });
  await expectInputError(() => loadDataset({ train: fileOf([row(4, [2 ** 30], [1])]) }), {
    code: 'label-out-of-range',
    line: 4,
  });
  await expectInputError(() => loadDataset({ train: fileOf([row(4, [2], [2 ** 30])]) }), {
    code: 'feature-out-of-range',
    line: 4,
  });
  const declared = fileOf([row(1, [0], [1])], { numLabels: 3, numFeatures: 2 });
  await expectInputError(() => loadDataset({ train: declared, test: small }, { split }), {
    code: 'wrong-count',
  });
  await expect(loadDataset({ train: declared }, { numLabels: 4 })).rejects.toThrow(RangeError);
});

test('examples of different kinds in one data set are refused', async () => {
  const examples = (second: Partial<RawExample>): ExampleFile =>
    fileOf([
      { line: 1, labels: ['a'], input: { kind: 'dense', values: [1, 2] } },
      { line: 2, labels: ['a'], input: { kind: 'dense', values: [1, 2] }, ...second },
    ]);
  const load = (second: Partial<RawExample>) => () =>
    loadDataset({ train: examples(second) }, { split: { valid: 0, test: 0 } });
  await expectInputError(load({ labels: [1] }), { code: 'mixed-kinds', line: 2 });
  await expectInputError(load({ input: { kind: 'text', text: '' } }), { code: 'mixed-kinds', line: 2 });
  await expectInputError(load({ input: { kind: 'dense', values: [1] } }), { code: 'wrong-count', line: 2 });
});

test('a data set without labels, without words, or without training examples is refused', async () => {
  await expectInputError(() => loadDataset({ train: textFile('a b') }, { split: { valid: 0, test: 0 } }), {
    code: 'missing-labels',
  });
  await expectInputError(
    () => loadDataset({ train: textFile('__label__a .') }, { split: { valid: 0, test: 0 } }),
    { code: 'empty-file' },
  );
  const other = (seed: number) =>
    loadDataset({ train: textFile('__label__a a') }, { split: { seed, valid: 0, test: 0.9 } });
  await expectInputError(() => other(0), { code: 'empty-file' });
});

test('options that cannot be are refused', async () => {
  const load = (options: object) => loadDataset({ train }, options);
  for (const options of [
    { weighting: 'idf' },
    { normalise: 'max' },
    { vocabulary: { minCount: 0 } },
    { minLabelCount: 0 },
    { numLabels: 0 },
    { labelNames: ['a', 'a'] },
    { labelNames: ['a'], numLabels: 2 },
    { labelNames: ['a', 'b', 'c'], minLabelCount: 2 },
    { split: { seed: 0.5 } },
    { split: { by: 'hash' } },
    { split: { valid: 0.5, test: 0.5 } },
  ]) {
    await expect(load(options), JSON.stringify(options)).rejects.toThrow(RangeError);
  }
});

test('reading stops when it is told to', async () => {
  const { file } = tempFiles({ file: '__label__a b\n'.repeat(100_000) });
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('enough')), 1);
  await expect(loadFastText({ train: file, signal: controller.signal })).rejects.toThrow('enough');
});

test('parts of a file: the first rows train, the last test', async () => {
  const { file } = tempFiles({
    file: Array.from({ length: 10 }, (_, i) => `__label__l${i % 2} w${i}`).join('\n'),
  });
  const dataset = await loadFastText({
    train: { file, rows: [0, 6] },
    test: { file, rows: [7, 10] },
    split: { valid: 0 },
  });
  expect(dataset.provenance.counts).toMatchObject({ train: 6, test: 3 });
  expect(dataset.featureNames).toEqual(['w0', 'w1', 'w2', 'w3', 'w4', 'w5']);
  await expectInputError(() => loadFastText({ train: { file, rows: [5, 11] } }), {
    code: 'wrong-count',
    file,
    line: 10,
  });
  expect(() => sliceExamples(train, 3, 3)).toThrow(RangeError);
});

test('one data set in five formats is the same data set', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          labels: fc.subarray([0, 1, 2]),
          values: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 4, maxLength: 4 }),
        }),
        { minLength: 2, maxLength: 8 },
      ),
      async (rows) => {
        const [l, f] = [
          ['l0', 'l1', 'l2'],
          ['f0', 'f1', 'f2', 'f3'],
        ];
        const ones = (labels: number[]) => l.map((_, label) => (labels.includes(label) ? 1 : 0));
        const files = tempFiles({
          arff: `@relation 'x: -C -3'\n${f.map((name) => `@attribute ${name} numeric\n`).join('')}${l.map((name) => `@attribute ${name} {0,1}\n`).join('')}@data\n${rows.map(({ labels, values }) => [...values, ...ones(labels)].join(',')).join('\n')}`,
          csv: `${[...f, ...l].join(',')}\n${rows.map(({ labels, values }) => [...values, ...ones(labels)].join(',')).join('\n')}`,
          jsonl: rows.map(({ labels, values }) => JSON.stringify({ labels, f: values })).join('\n'),
          svm: `${rows.length} 4 3\n${rows.map(({ labels, values }) => `${labels.join(',')} ${values.map((value, i) => `${i}:${value}`).join(' ')}`).join('\n')}\n`,
        });
        const split = { valid: 0, test: 0.3, seed: 1 };
        const load = [
          () => loadArff({ train: files.arff, split, inputs: 'dense' }),
          () => loadCsv({ train: files.csv, split, labelColumns: l, featureColumns: 'rest' }),
          () => loadJsonl({ train: files.jsonl, split, features: 'f', numLabels: 3 }),
          () => loadArff({ train: files.arff, split, inputs: 'bag' }),
          () => loadSvmlight({ train: files.svm, split }),
        ];
        const [arff, csv, jsonl, sparseArff, svm] = await Promise.all(load.map((run) => run()));
        for (const dense of [csv!, jsonl!]) expect(dense.splits).toEqual(arff!.splits);
        expect(svm!.splits).toEqual(sparseArff!.splits);
        expect(svm!.splits.train.labels).toEqual(arff!.splits.train.labels);
      },
    ),
    { numRuns: 20 },
  );
});

test('a test file with other attributes than the training file is refused', async () => {
  const arff = (name: string) =>
    `@relation 'x: -C 1'\n@attribute l {0,1}\n@attribute ${name} numeric\n@data\n1,2\n`;
  const files = tempFiles({ train: arff('a'), test: arff('b') });
  await expectInputError(() => loadArff({ train: files.train, test: files.test, split: { valid: 0 } }), {
    code: 'unknown-name',
    file: files.test,
  });
});

test('a dense training file decides for a sparse test file', async () => {
  const start = `@relation 'x: -C 1'\n@attribute l {0,1}\n@attribute a numeric\n@data\n`;
  const files = tempFiles({ train: `${start}1,2\n`, test: `${start}{1 3}\n` });
  const { splits } = await loadArff({ train: files.train, test: files.test, split: { valid: 0 } });
  expect(splits.test.inputs).toEqual({ numRows: 1, numCols: 1, data: Float32Array.of(3) });
});
