import { join } from 'node:path';
import { encodeNpy } from '@sbn/datasets';
import { expect, test } from 'vitest';
import { listTensors } from '../list-tensors.js';
import { expectInputError } from '../testing/input-errors.js';
import { onnxFile, onnxFloats } from '../testing/onnx-file.js';
import { safetensorsOf } from '../testing/safetensors-file.js';
import { tempFiles } from '../testing/temp-files.js';

test.each([
  ['npy', encodeNpy(Float64Array.of(1)), 'float64'],
  ['safetensors', safetensorsOf({ x: { dtype: 'F16', shape: [1], data: Uint16Array.of(0) } }), 'float16'],
  ['onnx', onnxFile({ initializer: [onnxFloats('x', [1], [1])] }), 'float32'],
  ['csv', '1,2\n', 'float64'],
])('a %s file is known by its content', async (_, content, dtype) => {
  const { unnamed } = tempFiles({ unnamed: content });
  expect((await listTensors(unnamed)).map((tensor) => tensor.dtype)).toEqual([dtype]);
});

test.each([
  ['model.pt', 'PK\x03\x04', 'safetensors.torch.save_file'],
  ['model.bin', '\x80\x02}q\x00X', 'Expected .npy, .npz, .safetensors'],
  ['model.h5', '\x89HDF', 'tensorflowjs_converter'],
  ['model.tflite', 'TFL3', 'tf2onnx'],
  ['model.gguf', 'GGUF', 'safetensors'],
  ['model.ort', 'ORTM', '.onnx'],
])('%s is refused with what to do instead', async (name, content, hint) => {
  const file = tempFiles({ [name]: Buffer.from(content, 'latin1') })[name]!;
  await expectInputError(() => listTensors(file), 'unsupported', hint);
});

test('no file, no path, and a pipe', async () => {
  const { folder } = tempFiles({ x: '' });
  await expectInputError(() => listTensors(join(folder, 'none.onnx')), 'file-not-found');
  await expectInputError(() => listTensors(join(folder, 'x', 'y')), 'file-not-found');
  await expectInputError(() => listTensors(''), 'file-not-found');
  await expectInputError(() => listTensors('a\0b'), 'file-not-found');
  await expect(listTensors(undefined as unknown as string)).rejects.toThrow(TypeError);
  await expectInputError(() => listTensors('/dev/null'), 'file-not-readable');
});
