import { gzipSync } from 'node:zlib';
import { createMatrix } from '@sbn/core';
import { encodeNpy } from '@sbn/datasets';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { listTensors } from '../list-tensors.js';
import { readOutputLayer } from '../read-output-layer.js';
import { readTensor } from '../read-tensor.js';
import { expectDamageRefused } from '../testing/expect-damage-refused.js';
import { expectInputError } from '../testing/input-errors.js';
import { tempFiles } from '../testing/temp-files.js';

const matrix = createMatrix(3, 2, [1, 2, 3, 4, 5, 6]);
const archive = zipSync({ 'w.npy': encodeNpy(matrix), 'b.npy': encodeNpy(Float32Array.of(7, 8, 9)) });

test('a .npy file has one tensor, named after it', async () => {
  const files = tempFiles({
    'W.npy': encodeNpy(matrix, { type: 'float32' }),
    'W.npy.gz': gzipSync(encodeNpy(matrix)),
    'strange.bin': encodeNpy(Float64Array.of(1, Number.NaN)),
  });
  expect(await listTensors(files['W.npy'])).toEqual([
    { name: 'W', shape: [3, 2], dtype: 'float32', bytes: 24, role: 'weights-candidate' },
  ]);
  expect(await readTensor(files['W.npy.gz'], { name: 'W' })).toEqual({
    name: 'W',
    shape: [3, 2],
    dtype: 'float64',
    data: matrix.data,
  });
  expect((await readTensor(files['strange.bin'])).data).toEqual(Float64Array.of(1, Number.NaN));
});

test('a .npz file has all its arrays', async () => {
  const { 'a.npz': file } = tempFiles({ 'a.npz': archive });
  expect((await listTensors(file)).map(({ name, role }) => [name, role])).toEqual([
    ['w', 'weights-candidate'],
    ['b', 'bias-candidate'],
  ]);
  expect((await readTensor(file, { name: 'b' })).data).toEqual(Float64Array.of(7, 8, 9));
  expect(await readOutputLayer({ weights: file, biasTensor: 'b' })).toEqual({
    weights: matrix,
    bias: Float64Array.of(7, 8, 9),
    tensor: 'w',
    biasTensor: 'b',
    transposed: false,
  });
  await expectInputError(() => readTensor(file), 'ambiguous', '"w" [3, 2]', '"b" [3]');
  await expectInputError(() => readTensor(file, { name: 'x' }), 'unknown-name', '"x"', '"w" [3, 2]');
});

test('damaged files are read or refused, nothing else', { timeout: 60_000 }, async () => {
  const files = tempFiles({ 'a.npz': archive, 'W.npy': encodeNpy(matrix) });
  await expectDamageRefused(files['a.npz'], archive, { cuts: 'refused' });
  await expectDamageRefused(files['W.npy'], encodeNpy(matrix), { cuts: 'refused' });
});
