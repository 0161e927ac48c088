import { createMatrix } from '@sbn/core';
import { encodeNpy } from '@sbn/datasets';
import { expect, test } from 'vitest';
import { listTensors } from '../list-tensors.js';
import { readOutputLayer } from '../read-output-layer.js';
import { readTensor } from '../read-tensor.js';
import { expectInputError } from '../testing/input-errors.js';
import { safetensorsOf } from '../testing/safetensors-file.js';
import { tempFiles } from '../testing/temp-files.js';

// Square, so that only the documented layout can tell the sides apart.
const weights = createMatrix(2, 2, [1, 2, 3, 4]);
const bias = Float64Array.of(5, 6);
const checkpoint = safetensorsOf(
  {
    'parameter/head/weights': { dtype: 'F32', shape: [2, 2], data: Float32Array.of(9, 9, 9, 9) },
    'parameter/head/bias': { dtype: 'F32', shape: [2], data: Float32Array.of(8, 8) },
  },
  { model: JSON.stringify({ head: { kind: 'sigmoid' } }) },
);

test('the layer of a run is its exported one, with its bias', async () => {
  const files = tempFiles({
    'output-layer/weights.npy': encodeNpy(weights),
    'output-layer/bias.npy': encodeNpy(bias),
    'output-layer/labels.txt': 'a\nb\n',
    'checkpoints/best.safetensors': checkpoint,
    'checkpoints/last.safetensors': 'not looked at',
  });
  expect((await listTensors(files.folder)).map(({ name, role }) => [name, role])).toEqual([
    ['output-layer/weights', 'weights-candidate'],
    ['output-layer/bias', 'bias-candidate'],
    ['checkpoints/best/parameter/head/weights', undefined],
    ['checkpoints/best/parameter/head/bias', undefined],
  ]);
  const layer = { weights, bias, transposed: false };
  expect(await readOutputLayer({ weights: files.folder })).toEqual({
    ...layer,
    tensor: 'output-layer/weights',
    biasTensor: 'output-layer/bias',
  });
  expect(await readOutputLayer({ weights: `${files.folder}/output-layer` })).toEqual({
    ...layer,
    tensor: 'weights',
    biasTensor: 'bias',
  });
  const name = 'checkpoints/best/parameter/head/bias';
  expect((await readTensor(files.folder, { name })).data).toEqual(Float64Array.of(8, 8));
});

test('before the export, the layer of a run is that of its checkpoint', async () => {
  const files = tempFiles({ 'checkpoints/last.safetensors': checkpoint });
  expect(await readOutputLayer({ weights: files.folder })).toEqual({
    weights: createMatrix(2, 2, [9, 9, 9, 9]),
    bias: Float64Array.of(8, 8),
    tensor: 'checkpoints/last/parameter/head/weights',
    biasTensor: 'checkpoints/last/parameter/head/bias',
    transposed: false,
  });
});

test('a layer without bias, and another folder', async () => {
  const { folder } = tempFiles({ 'output-layer/weights.npy': encodeNpy(weights) });
  expect(await readOutputLayer({ weights: folder })).not.toHaveProperty('bias');
  const { folder: other } = tempFiles({ 'x.txt': '' });
  await expectInputError(() => listTensors(other), 'is-a-folder', 'Name a run folder');
  const { folder: damaged } = tempFiles({
    'output-layer/weights.npy': 'x',
    'checkpoints/best.safetensors': 'x',
  });
  await expectInputError(() => listTensors(damaged), 'syntax', 'weights.npy');
});
