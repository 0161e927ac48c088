import { ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listTensors } from '../list-tensors.js';
import { readOutputLayer } from '../read-output-layer.js';
import { readTensor } from '../read-tensor.js';
import { expectDamageRefused } from '../testing/expect-damage-refused.js';
import { expectInputError } from '../testing/input-errors.js';
import { safetensorsFile, safetensorsOf } from '../testing/safetensors-file.js';
import { tempFiles } from '../testing/temp-files.js';

const whole = safetensorsOf({
  f64: { dtype: 'F64', shape: [1], data: Float64Array.of(Math.PI) },
  f32: { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1.5, -0, 1e-40, Number.NaN) },
  f16: { dtype: 'F16', shape: [3], data: Uint16Array.of(0x3c00, 0xc000, 0x0001) },
  bf16: { dtype: 'BF16', shape: [4], data: Uint16Array.of(0x3f80, 0xc049, 0x7f7f, 0x0001) },
  i8: { dtype: 'I8', shape: [2], data: Int8Array.of(-128, 127) },
  i16: { dtype: 'I16', shape: [1, 1], data: Int16Array.of(-300) },
  i32: { dtype: 'I32', shape: [1], data: Int32Array.of(-(2 ** 31)) },
  i64: { dtype: 'I64', shape: [], data: BigInt64Array.of(-(2n ** 52n)) },
  u8: { dtype: 'U8', shape: [1], data: Uint8Array.of(255) },
  u16: { dtype: 'U16', shape: [1], data: Uint16Array.of(65535) },
  u32: { dtype: 'U32', shape: [1], data: Uint32Array.of(2 ** 32 - 1) },
  u64: { dtype: 'U64', shape: [1], data: BigUint64Array.of(2n ** 52n) },
  bool: { dtype: 'BOOL', shape: [2], data: Uint8Array.of(0, 1) },
  empty: { dtype: 'F32', shape: [0, 3], data: new Float32Array() },
});

const values: Readonly<Record<string, readonly number[]>> = {
  f64: [Math.PI],
  f32: [1.5, -0, Math.fround(1e-40), Number.NaN],
  f16: [1, -2, 2 ** -24],
  bf16: [1, -3.140625, (2 - 2 ** -7) * 2 ** 127, 2 ** -133],
  i8: [-128, 127],
  i16: [-300],
  i32: [-(2 ** 31)],
  i64: [-(2 ** 52)],
  u8: [255],
  u16: [65535],
  u32: [2 ** 32 - 1],
  u64: [2 ** 52],
  bool: [0, 1],
  empty: [],
};

test('every element type becomes float64 exactly', async () => {
  const { model } = tempFiles({ model: whole });
  for (const [name, expected] of Object.entries(values)) {
    expect((await readTensor(model, { name })).data).toEqual(Float64Array.from(expected));
  }
  expect((await listTensors(model)).find(({ name }) => name === 'bf16')).toEqual({
    name: 'bf16',
    shape: [4],
    dtype: 'bfloat16',
    bytes: 8,
    role: 'bias-candidate',
  });
});

test('bfloat16 is the upper half of a float32, for all its values', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint16Array({ minLength: 1, maxLength: 50 }), async (bits) => {
      const { model } = tempFiles({
        model: safetensorsOf({ x: { dtype: 'BF16', shape: [bits.length], data: bits } }),
      });
      const single = new Float32Array(Uint32Array.from(bits, (half) => half * 65536).buffer);
      expect((await readTensor(model)).data).toEqual(Float64Array.from(single));
    }),
    { numRuns: 30 },
  );
});

test('one tensor of a file of 3 GiB is read in bounded memory', async () => {
  const rows = 2 ** 28;
  const header = {
    small: { dtype: 'F32', shape: [2], data_offsets: [rows * 12, rows * 12 + 8] },
    large: { dtype: 'F32', shape: [rows, 3], data_offsets: [0, rows * 12] },
  };
  const start = safetensorsFile(header, new Uint8Array());
  const { 'model.safetensors': model } = tempFiles({ 'model.safetensors': start });
  // A hole takes no disk.
  const descriptor = openSync(model, 'r+');
  ftruncateSync(descriptor, start.length + rows * 12 + 8);
  writeSync(descriptor, new Uint8Array(Float32Array.of(3, 4).buffer), 0, 8, start.length + rows * 12);
  const before = process.memoryUsage().arrayBuffers;
  expect((await readTensor(model, { name: 'small' })).data).toEqual(Float64Array.of(3, 4));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 23);
});

test('a tensor is decoded piece by piece', async () => {
  const data = Float32Array.from({ length: 2_500_000 }, (_, i) => i);
  const { model } = tempFiles({ model: safetensorsOf({ x: { dtype: 'F32', shape: [data.length], data } }) });
  const read = (await readTensor(model)).data;
  expect(read.length).toBe(data.length);
  expect(read.every((value, i) => value === i)).toBe(true);
});

test("PyTorch's and Flax's names say the layout and the bias, unless the shapes speak against it", async () => {
  const data = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i + 1);
  const tensor = (...shape: number[]) => ({
    dtype: 'F32',
    shape,
    data: data(shape.reduce((product, length) => product * length, 1)),
  });
  const { torch, flax, conv1d, square } = tempFiles({
    torch: safetensorsOf({ 'head.weight': tensor(3, 2), 'head.bias': tensor(3) }),
    flax: safetensorsOf({ 'head/kernel': tensor(2, 3), 'head/bias': tensor(3) }),
    conv1d: safetensorsOf({ 'head.weight': tensor(2, 3), 'head.bias': tensor(3) }),
    square: safetensorsOf({ 'head.weight': tensor(2, 2), 'head.bias': tensor(2) }),
  });
  const cases: [string, boolean, string, number[]][] = [
    [torch, false, 'head.bias', [1, 2, 3, 4, 5, 6]],
    [flax, true, 'head/bias', [1, 4, 2, 5, 3, 6]],
    [conv1d, true, 'head.bias', [1, 4, 2, 5, 3, 6]],
    [square, false, 'head.bias', [1, 2, 3, 4]],
  ];
  for (const [weights, transposed, biasTensor, entries] of cases) {
    const layer = await readOutputLayer({ weights });
    expect({ transposed: layer.transposed, biasTensor: layer.biasTensor }).toEqual({
      transposed,
      biasTensor,
    });
    expect(layer.weights.data).toEqual(Float64Array.from(entries));
    expect(layer.weights.rows).toBe(layer.bias?.length);
  }
});

test("of a checkpoint, the head's own matrix is the layer; a part of one is refused", async () => {
  const floats = (...shape: number[]) => ({
    dtype: 'F32',
    shape,
    data: new Float32Array(shape.reduce((product, length) => product * length, 1)).fill(2),
  });
  const metadata = (kind: string) => ({
    format: 'sbn-checkpoint-1',
    model: JSON.stringify({ head: { kind } }),
  });
  const encoder = { 'parameter/encoder/w': floats(5, 5), 'optimizer/m/head/weights': floats(4, 3) };
  const { sigmoid, bottleneck, dft } = tempFiles({
    sigmoid: safetensorsOf(
      { ...encoder, 'parameter/head/weights': floats(4, 3), 'parameter/head/bias': floats(4) },
      metadata('sigmoid'),
    ),
    bottleneck: safetensorsOf(
      { 'parameter/head/inputWeights': floats(2, 6), 'parameter/head/labelWeights': floats(9, 2) },
      metadata('sigmoid-bottleneck'),
    ),
    dft: safetensorsOf({ 'parameter/head/slackWeights': floats(9, 2) }, metadata('dft')),
  });
  const layer = await readOutputLayer({ weights: sigmoid });
  expect([layer.weights.rows, layer.weights.cols, layer.bias?.length]).toEqual([4, 3, 4]);
  expect(await readOutputLayer({ weights: bottleneck })).toMatchObject({
    weights: { rows: 9, cols: 2 },
    tensor: 'parameter/head/labelWeights',
    transposed: false,
  });
  await expectInputError(() => readOutputLayer({ weights: dft }), 'unknown-name');
  await expectInputError(
    () => readOutputLayer({ weights: dft, tensor: 'parameter/head/slackWeights' }),
    'unsupported',
    'give the run folder',
  );
});

test('files that are wrong are refused', async () => {
  const bytes = new Uint8Array(8);
  const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  const huge = 2 ** 53 - 1;
  const cases: [Uint8Array, string][] = [
    [new Uint8Array(3), "it has 3 bytes, and the header's length alone takes 8"],
    [safetensorsFile({ a: entry }, bytes, 1e6), 'its header should take'],
    [safetensorsFile({ a: entry }, bytes, 2 ** 52), 'its header should take'],
    [safetensorsFile('{"a":', bytes), 'its header is not JSON'],
    [safetensorsFile('[1]', bytes), 'its header is not a JSON object'],
    [safetensorsFile({ a: { ...entry, dtype: 5 } }, bytes), 'has no dtype'],
    [safetensorsFile({ a: null }, bytes), 'has no dtype'],
    [safetensorsFile({ a: { ...entry, shape: [3] } }, bytes), 'needs 12 bytes, and its offsets span 8'],
    [safetensorsFile({ a: { ...entry, shape: [huge, huge, 0] } }, bytes), 'and its offsets span 8'],
    [safetensorsFile({ a: { ...entry, shape: [-2] } }, bytes), 'has no valid shape'],
    [safetensorsFile({ a: { ...entry, data_offsets: [8] } }, bytes), 'has no valid data_offsets'],
    [safetensorsFile({ a: { ...entry, data_offsets: [0, huge], shape: [huge] } }, bytes), 'bytes'],
    [safetensorsFile({ a: entry, b: entry }, bytes), 'the data of tensor "b" starts at 0 instead of 8'],
    [safetensorsFile({ a: entry }, new Uint8Array(9)), 'its tensors need 8 bytes of data, and it has 9'],
    [safetensorsFile({ a: { ...entry, dtype: 'F4', data_offsets: [8, 0] } }, bytes), 'span -8'],
    [safetensorsFile({ __metadata__: { a: 1 } }, new Uint8Array()), 'metadata "a" is not a string'],
  ];
  for (const [content, message] of cases) {
    const { 'x.safetensors': file } = tempFiles({ 'x.safetensors': content });
    await expectInputError(() => listTensors(file), 'syntax', message);
  }
});

test('elements that stand for no numbers by themselves are listed, and refused', async () => {
  const { model } = tempFiles({
    model: safetensorsOf({
      scaled: { dtype: 'F8_E4M3', shape: [4], data: new Uint8Array(4) },
      big: { dtype: 'I64', shape: [2], data: BigInt64Array.of(1n, 2n ** 60n) },
    }),
  });
  expect((await listTensors(model)).map(({ dtype }) => dtype)).toEqual(['F8_E4M3', 'int64']);
  await expectInputError(() => readTensor(model, { name: 'scaled' }), 'unsupported', 'F8_E4M3', 'Save it as');
  await expectInputError(() => readTensor(model, { name: 'big' }), 'bad-number', 'element 1');
});

test('a damaged file is read or refused, nothing else', { timeout: 60_000 }, async () => {
  const content = safetensorsOf({
    'x.weight': { dtype: 'F32', shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    'x.bias': { dtype: 'BF16', shape: [3], data: Uint16Array.of(1, 2, 3) },
  });
  const { 'x.safetensors': file } = tempFiles({ 'x.safetensors': content });
  await expectDamageRefused(file, content, { cuts: 'refused' });
  writeFileSync(file, content);
  expect((await readOutputLayer({ weights: file })).weights.rows).toBe(3);
});
