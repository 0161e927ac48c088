import { createMatrix } from '@sbn/core';
import { encodeNpy } from '@sbn/datasets';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readOutputLayer } from './read-output-layer.js';
import { expectInputError } from './testing/input-errors.js';
import { tempFiles } from './testing/temp-files.js';

const matrix = createMatrix(3, 2, [1, 2, 3, 4, 5, 6]);
const turned = createMatrix(2, 3, [1, 3, 5, 2, 4, 6]);
const zeros = (rows: number, cols: number): Uint8Array => encodeNpy(createMatrix(rows, cols));
const vector = (length: number): Uint8Array => encodeNpy(new Float64Array(length).fill(1));

test('the side of the labels is told by the bias or by their number', async () => {
  const files = tempFiles({ 'W.npy': encodeNpy(matrix), 'Wt.npy': encodeNpy(turned), 'b.npy': vector(3) });
  for (const [weights, transposed] of [
    [files['W.npy'], false],
    [files['Wt.npy'], true],
  ] as const) {
    for (const facts of [{ numLabels: 3 }, { bias: files['b.npy'] }, { transpose: transposed }]) {
      const layer = await readOutputLayer({ weights, ...facts });
      expect(layer).toMatchObject({ weights: matrix, transposed });
      expect(layer.bias?.length).toBe('bias' in facts ? 3 : undefined);
    }
  }
  expect(await readOutputLayer({ weights: files['W.npy'], transpose: true })).toMatchObject({
    weights: turned,
  });
});

test('what nothing tells apart is asked for', async () => {
  const files = tempFiles({ 'W.npy': encodeNpy(matrix), 'square.npy': zeros(2, 2), 'b.npy': vector(2) });
  for (const source of [
    { weights: files['W.npy'] },
    { weights: files['square.npy'] },
    { weights: files['square.npy'], numLabels: 2 },
    { weights: files['square.npy'], bias: files['b.npy'] },
  ]) {
    await expectInputError(() => readOutputLayer(source), 'ambiguous', '--transpose', '--no-transpose');
    expect((await readOutputLayer({ ...source, transpose: false })).transposed).toBe(false);
  }
});

test('numbers that do not fit are refused', async () => {
  const files = tempFiles({ 'W.npy': encodeNpy(matrix), 'b3.npy': vector(3), 'b4.npy': vector(4) });
  const weights = files['W.npy'];
  await expectInputError(
    () => readOutputLayer({ weights, numLabels: 4 }),
    'wrong-count',
    'fits neither side',
  );
  await expectInputError(() => readOutputLayer({ weights, bias: files['b4.npy'] }), 'wrong-count', 'have 4');
  await expectInputError(
    () => readOutputLayer({ weights, bias: files['b3.npy'], numLabels: 2 }),
    'wrong-count',
    'has 3 numbers, and there are 2 labels',
  );
  await expectInputError(
    () => readOutputLayer({ weights, numLabels: 3, transpose: true }),
    'wrong-count',
    'transpose says that columns are labels: 2',
    'transpose: false',
  );
  await expectInputError(
    () => readOutputLayer({ weights, numLabels: 7, transpose: false }),
    'wrong-count',
    'rows are labels: 3',
  );
});

test('the only candidate is taken; several are listed, the last of them where there are many', async () => {
  const arrays = Object.fromEntries([
    ...Array.from({ length: 30 }, (_, i) => [`hidden${i}.npy`, zeros(4, 4)]),
    ['head.npy', zeros(9, 4)],
    ['other.npy', zeros(5, 4)],
    ['b.npy', vector(9)],
    ['c.npy', vector(4)],
  ]);
  const { 'm.npz': weights } = tempFiles({ 'm.npz': zipSync(arrays) });
  expect((await readOutputLayer({ weights, numLabels: 9 })).tensor).toBe('head');
  expect((await readOutputLayer({ weights, biasTensor: 'b' })).tensor).toBe('head');
  const head = { weights, tensor: 'head', bias: weights };
  for (const fact of [{ numLabels: 9 }, { transpose: false }]) {
    expect((await readOutputLayer({ ...head, ...fact })).biasTensor).toBe('b');
  }
  await expectInputError(() => readOutputLayer(head), 'ambiguous', '"b" [9]', '"c" [4]');
  await expectInputError(
    () => readOutputLayer({ weights }),
    'ambiguous',
    '12 others, then "hidden12" [4, 4]',
    '"other" [5, 4]',
    '--tensor',
  );
  await expectInputError(() => readOutputLayer({ weights, numLabels: 4 }), 'ambiguous', '"hidden29" [4, 4]');
  await expectInputError(() => readOutputLayer({ weights, tensor: 'x' }), 'unknown-name', '"other" [5, 4]');
  await expectInputError(() => readOutputLayer({ weights, tensor: 'b' }), 'wrong-count', 'Expected a matrix');
  await expectInputError(
    () => readOutputLayer({ weights, biasTensor: 'head' }),
    'wrong-count',
    'Expected a vector',
  );
  await expectInputError(
    () => readOutputLayer({ weights, bias: weights }),
    'ambiguous',
    '"b" [9]',
    '"c" [4]',
  );
  await expectInputError(() => readOutputLayer({ weights, biasTensor: 'x' }), 'unknown-name', '"b" [9]');
});

test('integers, and a single row, are weights where nothing better is', async () => {
  const integers = Buffer.from(
    Buffer.from(encodeNpy(createMatrix(1, 2), { type: 'float32' }))
      .toString('latin1')
      .replace('<f4', '<i4'),
    'latin1',
  );
  const files = tempFiles({ 'i.npy': integers, 'row.npy': zeros(1, 5), 'v.npy': vector(3) });
  expect((await readOutputLayer({ weights: files['i.npy'], transpose: true })).weights.rows).toBe(2);
  expect((await readOutputLayer({ weights: files['row.npy'], numLabels: 5 })).weights.rows).toBe(5);
  await expectInputError(
    () => readOutputLayer({ weights: files['v.npy'] }),
    'unknown-name',
    'can be the weights',
  );
});

test('numbers that are not finite are refused, with their place in the file', async () => {
  const files = tempFiles({
    'W.npy': encodeNpy(createMatrix(2, 3, [1, 2, 3, 4, Number.POSITIVE_INFINITY, 6])),
    'ok.npy': encodeNpy(matrix),
    'b.npy': encodeNpy(Float64Array.of(1, 2, Number.NaN)),
    'empty.npy': zeros(0, 3),
  });
  const read = (weights: string, bias?: string): Promise<unknown> =>
    readOutputLayer({ weights, bias, numLabels: 3 });
  await expectInputError(() => read(files['W.npy']), 'not-finite', 'got Infinity at [1, 1]');
  await expectInputError(
    () => read(files['ok.npy'], files['b.npy']),
    'not-finite',
    'b.npy',
    'got NaN at [2]',
  );
  await expectInputError(
    () => readOutputLayer({ weights: files['empty.npy'], tensor: 'empty' }),
    'wrong-count',
    'no layer',
  );
});

test('options that cannot be are refused', async () => {
  await expect(readOutputLayer({ weights: 'x', numLabels: 0 })).rejects.toThrow(RangeError);
  await expect(readOutputLayer({ weights: 'x', bias: false, biasTensor: 'b' })).rejects.toThrow(RangeError);
  await expect(readOutputLayer({ weights: 5 as unknown as string })).rejects.toThrow(TypeError);
});
