import { createMatrix, labelSetsFrom } from '@sbn/core';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { encodeNpy } from '../formats/npy.js';
import { memorySource } from '../sources/memory-source.js';
import { rowsOf } from '../testing/batch-rows.js';
import { expectInputError } from '../testing/input-errors.js';
import { checkSourceLaws } from '../testing/source-laws.js';
import { tempFiles } from '../testing/temp-folder.js';
import { loadDense, streamDense } from './load-dense.js';

const numRows = 60;
const matrix = createMatrix(
  numRows,
  3,
  Array.from({ length: numRows * 3 }, (_, i) => i / 8),
);
const labelLines = Array.from({ length: numRows }, (_, row) =>
  JSON.stringify(row % 4 === 0 ? [] : [row % 7, 7 + (row % 3)]),
).join('\n');

test('rows, labels and splits agree, in memory and streamed, from .npy and .npz', async () => {
  const files = tempFiles({
    'x.npy': encodeNpy(matrix, { type: 'float32' }),
    'x.npz': zipSync({ 'x.npy': encodeNpy(matrix), 'y.npy': encodeNpy(matrix) }),
    labels: labelLines,
  });
  const split = { seed: 2, valid: 0.25, test: 0.25 };
  const npy = { train: { inputs: files['x.npy'], labels: files.labels }, split, numLabels: 12 };
  const npz = { ...npy, train: { inputs: files['x.npz'], array: 'x', labels: files.labels } };
  const dataset = await loadDense(npy);
  expect(dataset).toMatchObject({ inputKind: 'dense', inputDim: 3, numLabels: 12 });
  expect((await loadDense(npz)).splits).toEqual(dataset.splits);
  const { inputs, labels } = dataset.splits.test;
  expect(inputs.numRows).toBeGreaterThan(5);
  for (let row = 0; row < inputs.numRows; row++) {
    // The first column says which row it was.
    const original = ((inputs as { data: Float32Array }).data[3 * row]! * 8) / 3;
    const expected = labelSetsFrom([JSON.parse(labelLines.split('\n')[original]!)], 12);
    expect(labels.indices.slice(labels.offsets[row], labels.offsets[row + 1])).toEqual(expected.indices);
  }
  for (const options of [npy, npz]) {
    const streamed = await streamDense(options);
    expect(streamed.provenance.counts).toEqual(dataset.provenance.counts);
    for (const name of ['train', 'valid', 'test'] as const) {
      const expected = await rowsOf(memorySource(dataset.splits[name]).batches({ batchSize: 100 }));
      await checkSourceLaws(streamed.splits[name], expected);
    }
  }
});

test('label names and ids; files of their own for each split', async () => {
  const files = tempFiles({
    x: encodeNpy(createMatrix(2, 1, [1, 2])),
    xt: encodeNpy(createMatrix(1, 1, [3])),
    l: '{"labels":["b","a"],"id":"first"}\n{"labels":[],"id":2}\n',
    lt: '{"labels":["a","c"],"id":"t"}',
  });
  const dataset = await loadDense({
    train: { inputs: files.x, labels: files.l },
    test: { inputs: files.xt, labels: files.lt },
    split: { valid: 0 },
  });
  expect(dataset.labelNames).toEqual(['a', 'b']);
  expect(dataset.splits.train.ids).toEqual(['first', '2']);
  expect(dataset.splits.test).toEqual({
    inputs: { numRows: 1, numCols: 1, data: Float32Array.of(3) },
    labels: labelSetsFrom([[0]], 2),
    ids: ['t'],
  });
  expect(dataset.provenance.counts).toEqual({ train: 2, valid: 0, test: 1, droppedLabels: 1 });
});

test('numbers of rows, labels and columns that differ, and bad numbers, are refused', async () => {
  const bad = createMatrix(2, 1, [1, Number.NaN]);
  const files = tempFiles({
    x: encodeNpy(createMatrix(2, 1, [1, 2])),
    wide: encodeNpy(createMatrix(1, 2, [1, 2])),
    nan: encodeNpy(bad),
    huge: encodeNpy(createMatrix(2, 1, [1, 1e300])),
    vector: encodeNpy(Float64Array.of(1, 2)),
    none: encodeNpy(createMatrix(0, 1)),
    one: '[0]',
    two: '[0]\n[1]',
    three: '[0]\n\n[1]\n[0]',
  });
  const load = (inputs: string, labels: string) => () =>
    loadDense({ train: { inputs, labels }, split: { valid: 0, test: 0 } });
  await expectInputError(load(files.x, files.one), { code: 'wrong-count', file: files.one });
  await expectInputError(load(files.x, files.three), { code: 'wrong-count', file: files.three, line: 4 });
  await expectInputError(load(files.nan, files.two), { code: 'not-finite', file: files.nan });
  await expectInputError(load(files.huge, files.two), { code: 'not-finite', file: files.huge });
  await expectInputError(load(files.vector, files.two), { code: 'wrong-count', file: files.vector });
  await expectInputError(load(files.none, files.two), { code: 'empty-file', file: files.none });
  await expectInputError(
    () =>
      loadDense({
        train: { inputs: files.x, labels: files.two },
        test: { inputs: files.wide, labels: files.one },
      }),
    { code: 'wrong-count', file: files.wide },
  );
  await expect(
    loadDense({ train: { inputs: files.x, labels: files.two }, split: { by: 'content' } }),
  ).rejects.toThrow(RangeError);
});
