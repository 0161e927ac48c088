import { createMatrix, labelSetsFrom } from '@sbn/core';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { encodeNpy } from '../formats/npy.js';
import type { ErrorCode } from '../reading/fail-at.js';
import { memorySource } from '../sources/memory-source.js';
import { rowsOf } from '../testing/batch-rows.js';
import { expectInputError } from '../testing/input-errors.js';
import { parquetFile } from '../testing/parquet-file.js';
import { safetensorsFile } from '../testing/safetensors-file.js';
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

test('safetensors and Parquet files give the same rows as .npy, whatever their element types', async () => {
  const values = Float32Array.from(matrix.data);
  // Multiples of 1/8 below 32 are exact in float16, and those of them that are whole below 256 in bfloat16.
  const whole = values.map((value) => Math.floor(value));
  const rows = Array.from({ length: numRows }, (_, row) => [...values.subarray(3 * row, 3 * row + 3)]);
  const column = (at: number) => ({ type: 'DOUBLE' as const, data: rows.map((row) => row[at]) });
  const files = tempFiles({
    'x.npy': encodeNpy(matrix, { type: 'float32' }),
    'whole.npy': encodeNpy({ shape: [numRows, 3], data: Float64Array.from(whole) }),
    'f32.safetensors': safetensorsFile({
      other: { dtype: 'F32', shape: [2], data: new Float32Array(2) },
      x: { dtype: 'F32', shape: [numRows, 3], data: values },
    }),
    'f16.safetensors': safetensorsFile({ x: { dtype: 'F16', shape: [numRows, 3], data: halves(values) } }),
    'bf16.safetensors': safetensorsFile({
      x: { dtype: 'BF16', shape: [numRows, 3], data: upperHalves(whole) },
    }),
    'list.parquet': parquetFile({ x: { type: 'FLOAT', list: true, data: rows } }, { rowGroupSize: 7 }),
    'half.parquet': parquetFile({ x: { type: 'FLOAT16', list: true, data: rows } }, { codec: 'GZIP' }),
    'columns.parquet': parquetFile({
      name: { type: 'STRING', data: rows.map((_, row) => `r${row}`) },
      a: column(0),
      b: column(1),
      c: column(2),
      __index_level_0__: { type: 'INT64', data: rows.map((_, row) => BigInt(row)) },
    }),
    labels: labelLines,
  });
  const options = (inputs: string, array?: string) => ({
    train: { inputs, array, labels: files.labels },
    split: { seed: 2, valid: 0.25, test: 0.25 },
    numLabels: 12,
  });
  const expected = (await loadDense(options(files['x.npy']))).splits;
  const expectedWhole = (await loadDense(options(files['whole.npy']))).splits;
  const same: [string, string | undefined][] = [
    ['f32.safetensors', 'x'],
    ['f32.safetensors', undefined],
    ['f16.safetensors', undefined],
    ['list.parquet', 'x'],
    ['half.parquet', undefined],
    ['columns.parquet', undefined],
  ];
  for (const [name, array] of same) {
    const file = files[name as keyof typeof files];
    expect((await loadDense(options(file, array))).splits, name).toEqual(expected);
    const streamed = await streamDense(options(file, array));
    const rowsInOrder = await rowsOf(memorySource(expected.test).batches({ batchSize: 100 }));
    await checkSourceLaws(streamed.splits.test, rowsInOrder);
  }
  expect((await loadDense(options(files['bf16.safetensors']))).splits).toEqual(expectedWhole);
});

test('a safetensors or Parquet file without a fitting matrix is refused', async () => {
  const good = { dtype: 'F32', shape: [2, 1], data: Float32Array.of(1, 2) };
  const parquet = parquetFile({ x: { type: 'FLOAT', list: true, data: [[1], [2]] } });
  const files = tempFiles({
    two: safetensorsFile({ a: good, b: good }),
    vector: safetensorsFile({ a: { ...good, shape: [2] } }),
    integers: safetensorsFile({ a: { dtype: 'I32', shape: [2, 1], data: Int32Array.of(1, 2) } }),
    nan: safetensorsFile({ a: { ...good, data: Float32Array.of(1, Number.NaN) } }),
    none: safetensorsFile({ a: { ...good, shape: [0, 1], data: new Float32Array() } }),
    cut: safetensorsFile({ a: good }).subarray(0, -1),
    ragged: parquetFile({ x: { type: 'FLOAT', list: true, data: [[1, 2, 3], [4]] } }),
    uneven: parquetFile({ x: { type: 'FLOAT', list: true, data: [[1, 2], [4]] } }),
    missing: parquetFile({ x: { type: 'FLOAT', data: [1, null] } }),
    huge: parquetFile({ x: { type: 'DOUBLE', data: [1, 1e300] } }),
    text: parquetFile({ x: { type: 'STRING', data: ['a', 'b'] } }),
    lists: parquetFile({
      x: { type: 'FLOAT', list: true, data: [[1], [2]] },
      y: { type: 'FLOAT', list: true, data: [[1], [2]] },
    }),
    short: parquet.subarray(0, -1),
    labels: '[0]\n[1]',
  });
  const refuse = (name: keyof typeof files, code: ErrorCode, array?: string) =>
    expectInputError(
      () =>
        loadDense({
          train: { inputs: files[name], array, labels: files.labels },
          split: { valid: 0, test: 0 },
        }),
      { code, file: files[name] },
    );
  await refuse('two', 'unknown-name');
  await refuse('two', 'unknown-name', 'c');
  await refuse('vector', 'unknown-name');
  await refuse('vector', 'wrong-count', 'a');
  await refuse('integers', 'unsupported');
  expect((await refuse('nan', 'not-finite')).message).toContain('at [1, 0]');
  await refuse('none', 'empty-file');
  await refuse('cut', 'syntax');
  expect((await refuse('ragged', 'wrong-count')).message).toContain('row 0');
  await refuse('uneven', 'wrong-count');
  await refuse('missing', 'missing-value');
  await refuse('huge', 'not-finite');
  await refuse('text', 'missing-field');
  await refuse('text', 'mixed-kinds', 'x');
  await refuse('lists', 'unknown-name');
  await refuse('lists', 'unknown-name', 'z');
  await refuse('short', 'truncated');
});

/** The bits of numbers that float16 holds exactly. */
function halves(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, (value) => {
    if (value === 0) return 0;
    const exponent = Math.floor(Math.log2(value));
    return ((exponent + 15) << 10) | ((value / 2 ** exponent - 1) * 1024);
  });
}

function upperHalves(values: Float32Array): Uint16Array {
  return Uint16Array.from(
    new Uint32Array(values.buffer, values.byteOffset, values.length),
    (bits) => bits >>> 16,
  );
}

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
