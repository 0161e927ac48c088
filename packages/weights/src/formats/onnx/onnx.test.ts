import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { expect, test } from 'vitest';
import { listTensors } from '../../list-tensors.js';
import { readOutputLayer } from '../../read-output-layer.js';
import { readTensor } from '../../read-tensor.js';
import { expectDamageRefused } from '../../testing/expect-damage-refused.js';
import { expectInputError } from '../../testing/input-errors.js';
import { type OnnxGraphFields, onnxFile, onnxFloats } from '../../testing/onnx-file.js';
import { tempFiles } from '../../testing/temp-files.js';

function modelFile(graph: OnnxGraphFields): string {
  return tempFiles({ 'm.onnx': onnxFile(graph) })['m.onnx'];
}

const raw = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

test.each([
  ['float32', 1, { raw_data: raw(Float32Array.of(1.5, -2)) }, [1.5, -2]],
  ['float32', 1, { float_data: [0.1, 1e-40] }, [Math.fround(0.1), Math.fround(1e-40)]],
  ['uint8', 2, { raw_data: Uint8Array.of(7, 255) }, [7, 255]],
  ['uint8', 2, { int32_data: [7, 255] }, [7, 255]],
  ['int8', 3, { int32_data: [-1, 127] }, [-1, 127]],
  ['uint16', 4, { int32_data: [65535, 1] }, [65535, 1]],
  ['int16', 5, { int32_data: [-2, 300] }, [-2, 300]],
  ['int32', 6, { int32_data: [-(2 ** 31), 300] }, [-(2 ** 31), 300]],
  ['int64', 7, { int64_data: [-5, 2 ** 40] }, [-5, 2 ** 40]],
  ['int64', 7, { raw_data: raw(BigInt64Array.of(-5n, 2n ** 40n)) }, [-5, 2 ** 40]],
  ['bool', 9, { int32_data: [1, 0] }, [1, 0]],
  ['float16', 10, { raw_data: raw(Uint16Array.of(0x3c00, 0xc000)) }, [1, -2]],
  ['float16', 10, { int32_data: [0x3c00, 0xc000] }, [1, -2]],
  ['float64', 11, { double_data: [Math.PI, -1e300] }, [Math.PI, -1e300]],
  ['float64', 11, { raw_data: raw(Float64Array.of(Math.PI, -1e300)) }, [Math.PI, -1e300]],
  ['uint32', 12, { uint64_data: [2 ** 32 - 1, 3] }, [2 ** 32 - 1, 3]],
  ['uint64', 13, { uint64_data: [2 ** 50, 3] }, [2 ** 50, 3]],
  ['bfloat16', 16, { int32_data: [0x3f80, 0xc049] }, [1, -3.140625]],
])('elements of type %s (%i)', async (dtype, dataType, data, expected) => {
  const file = modelFile({ initializer: [{ name: 'x', dims: [2, 1], data_type: dataType, ...data }] });
  expect(await readTensor(file, { name: 'x' })).toEqual({
    name: 'x',
    shape: [2, 1],
    dtype,
    data: Float64Array.from(expected),
  });
});

test('constants are tensors, by the name of their output, in nested graphs too', async () => {
  const file = modelFile({
    initializer: [onnxFloats('w', [1, 2], [1, 2])],
    nodes: [
      { op: 'Constant', input: [], output: ['c'], attributes: { value: onnxFloats('', [2], [3, 4]) } },
      { op: 'Constant', input: [], output: ['f'], attributes: { value_float: 2.5 } },
      { op: 'Constant', input: [], output: ['fs'], attributes: { value_floats: Float32Array.of(5, 6) } },
      {
        op: 'If',
        input: ['p'],
        output: ['y'],
        attributes: {
          then_branch: { nodes: [], initializer: [onnxFloats('inner', [1], [7])] },
          else_branch: { nodes: [], initializer: [onnxFloats('inner', [1], [8])] },
        },
      },
    ],
  });
  expect((await listTensors(file)).map(({ name, shape }) => [name, shape])).toEqual([
    ['w', [1, 2]],
    ['c', [2]],
    ['f', []],
    ['fs', [2]],
    ['inner', [1]],
    ['inner#2', [1]],
  ]);
  expect((await readTensor(file, { name: 'c' })).data).toEqual(Float64Array.of(3, 4));
  expect((await readTensor(file, { name: 'f' })).data).toEqual(Float64Array.of(2.5));
  expect((await readTensor(file, { name: 'fs' })).data).toEqual(Float64Array.of(5, 6));
  expect((await readTensor(file, { name: 'inner#2' })).data).toEqual(Float64Array.of(8));
});

// W [3 labels, 2 features] and its transpose; b.
const rows = [1, 2, 3, 4, 5, 6];
const columns = [1, 3, 5, 2, 4, 6];
const w = onnxFloats('w', [3, 2], rows);
const wT = onnxFloats('w', [2, 3], columns);
const b = onnxFloats('b', [3], [10, 20, 30]);
const matmul = { op: 'MatMul', input: ['x', 'w'], output: ['y'] };
const add = { op: 'Add', input: ['y', 'b'], output: ['z'] };
const noise = [onnxFloats('table', [3, 2], [0, 0, 0, 0, 0, 0]), onnxFloats('norm', [2], [1, 1])];

test.each<[string, OnnxGraphFields, boolean, number, number]>([
  ['MatMul and Add', { nodes: [matmul, add], initializer: [wT, b] }, true, 1, 1],
  [
    'Add with the bias first, through Identity and Cast',
    {
      nodes: [
        { op: 'Cast', input: ['b'], output: ['b32'] },
        matmul,
        { op: 'Identity', input: ['y'], output: ['y2'] },
        { op: 'Add', input: ['b32', 'y2'], output: ['z'] },
      ],
      initializer: [wT, b],
    },
    true,
    1,
    1,
  ],
  [
    'MatMul with a transposed matrix',
    {
      nodes: [
        { op: 'Transpose', input: ['w'], output: ['wT'], attributes: { perm: [1, 0] } },
        { op: 'MatMul', input: ['x', 'wT'], output: ['y'] },
        add,
      ],
      initializer: [w, b],
    },
    false,
    1,
    1,
  ],
  [
    'MatMul with the matrix on the left',
    {
      nodes: [{ op: 'MatMul', input: ['w', 'x'], output: ['y'] }, add],
      initializer: [w, onnxFloats('b', [3, 1], [10, 20, 30])],
    },
    false,
    1,
    1,
  ],
  [
    'Gemm with transB',
    {
      nodes: [{ op: 'Gemm', input: ['x', 'w', 'b'], output: ['y'], attributes: { transB: 1n } }],
      initializer: [w, b],
    },
    false,
    1,
    1,
  ],
  [
    'Gemm without transB, with alpha and beta',
    {
      nodes: [{ op: 'Gemm', input: ['x', 'w', 'b'], output: ['y'], attributes: { alpha: 0.5, beta: 3 } }],
      initializer: [wT, b],
    },
    true,
    0.5,
    3,
  ],
  [
    'Gemm without a bias, and Add',
    { nodes: [{ op: 'Gemm', input: ['x', 'w', ''], output: ['y'] }, add], initializer: [wT, b] },
    true,
    1,
    1,
  ],
  [
    'a convolution that looks at one position',
    {
      nodes: [{ op: 'Conv', input: ['x', 'w', 'b'], output: ['y'], attributes: { kernel_shape: [1, 1] } }],
      initializer: [onnxFloats('w', [3, 2, 1, 1], rows), b],
    },
    false,
    1,
    1,
  ],
  [
    'constants',
    {
      nodes: [
        { op: 'Constant', input: [], output: ['w'], attributes: { value: wT } },
        { op: 'Constant', input: [], output: ['b'], attributes: { value: b } },
        matmul,
        add,
      ],
    },
    true,
    1,
    1,
  ],
])('the layer of %s is found, with its bias and layout', async (_, graph, transposed, alpha, beta) => {
  const file = modelFile({ ...graph, initializer: [...noise, ...(graph.initializer ?? [])] });
  const candidates = (await listTensors(file)).filter(({ role }) => role !== undefined);
  expect(candidates.find(({ name }) => name === 'w')?.role).toBe('weights-candidate');
  expect(candidates.map(({ name }) => name).sort()).toEqual(['b', 'w']);
  expect(await readOutputLayer({ weights: file })).toEqual({
    weights: { rows: 3, cols: 2, data: Float64Array.from(rows, (value) => value * alpha) },
    tensor: 'w',
    transposed,
    bias: Float64Array.of(10, 20, 30).map((value) => value * beta),
    biasTensor: 'b',
  });
  const without = await readOutputLayer({ weights: file, bias: false });
  expect(without).not.toHaveProperty('bias');
  const named = await readOutputLayer({ weights: file, tensor: 'w', biasTensor: 'b', numLabels: 3 });
  expect(named.bias).toEqual(Float64Array.of(10, 20, 30).map((value) => value * beta));
});

test('a square matrix is laid out as the graph says', async () => {
  const square = onnxFloats('w', [2, 2], [1, 2, 3, 4]);
  const read = async (transB: bigint): Promise<Float64Array> => {
    const nodes = [{ op: 'Gemm', input: ['x', 'w'], output: ['y'], attributes: { transB } }];
    return (await readOutputLayer({ weights: modelFile({ nodes, initializer: [square] }) })).weights.data;
  };
  expect(await read(1n)).toEqual(Float64Array.of(1, 2, 3, 4));
  expect(await read(0n)).toEqual(Float64Array.of(1, 3, 2, 4));
});

test('a matrix that is an embedding as well is a layer by its product', async () => {
  const file = modelFile({
    initializer: [w],
    nodes: [
      { op: 'Gather', input: ['w', 'ids'], output: ['e'] },
      { op: 'Transpose', input: ['w'], output: ['wT'] },
      { op: 'MatMul', input: ['h', 'wT'], output: ['y'] },
    ],
  });
  expect(await readOutputLayer({ weights: file })).toMatchObject({ transposed: false, weights: { rows: 3 } });
});

test('what steps disagree on is not taken from them', async () => {
  const square = onnxFloats('w', [2, 2], [1, 2, 3, 4]);
  const file = modelFile({
    initializer: [square, onnxFloats('b', [2], [1, 2]), onnxFloats('c', [2], [3, 4])],
    nodes: [
      { op: 'MatMul', input: ['x', 'w'], output: ['y'] },
      { op: 'MatMul', input: ['w', 'x2'], output: ['y2'] },
    ],
  });
  await expectInputError(
    () => readOutputLayer({ weights: file }),
    'ambiguous',
    '--transpose',
    '--no-transpose',
  );
  const twoBiases = modelFile({
    initializer: [wT, b, onnxFloats('c', [3], [3, 4, 5])],
    nodes: [matmul, add, { op: 'Add', input: ['y', 'c'], output: ['z2'] }],
  });
  expect(await readOutputLayer({ weights: twoBiases })).not.toHaveProperty('bias');
});

test('the integers of a quantised model are not taken for weights', async () => {
  const file = modelFile({
    initializer: [{ name: 'q', dims: [2, 3], data_type: 3, raw_data: Uint8Array.of(1, 2, 3, 4, 5, 6) }],
    nodes: [{ op: 'MatMulInteger', input: ['x', 'q'], output: ['y'] }],
  });
  expect((await listTensors(file))[0]).not.toHaveProperty('role');
  await expectInputError(
    () => readOutputLayer({ weights: file, tensor: 'q' }),
    'unsupported',
    'without quantisation',
  );
});

function external(entries: Readonly<Record<string, string>>): OnnxGraphFields {
  return {
    initializer: [
      {
        name: 'w',
        dims: [3, 2],
        data_type: 1,
        data_location: 1,
        external_data: Object.entries(entries).map(([key, value]) => ({ key, value })),
      },
    ],
  };
}

test('weights in a file beside the model are read from there', async () => {
  const data = raw(Float32Array.of(9, 9, ...rows, 9));
  const files = tempFiles({
    'm.onnx': onnxFile(external({ location: 'data/w.bin', offset: '8', length: '24' })),
    'data/w.bin': data,
    'whole.onnx': onnxFile(external({ location: './whole.bin' })),
    'whole.bin': raw(Float32Array.from(rows)),
  });
  expect(await listTensors(files['m.onnx'])).toEqual([
    { name: 'w', shape: [3, 2], dtype: 'float32', bytes: 24, role: 'weights-candidate' },
  ]);
  expect((await readTensor(files['m.onnx'])).data).toEqual(Float64Array.from(rows));
  expect((await readTensor(files['whole.onnx'])).data).toEqual(Float64Array.from(rows));
});

test.each([
  ['../secret', 'unsafe-path'],
  ['a/../../secret', 'unsafe-path'],
  ['/etc/passwd', 'unsafe-path'],
  ['..\\secret', 'unsafe-path'],
  ['\\\\host\\share', 'unsafe-path'],
  ['C:\\secret', 'unsafe-path'],
  ['file:///etc/passwd', 'unsafe-path'],
  ['', 'unsafe-path'],
  ['.', 'unsafe-path'],
  ['a\0b', 'unsafe-path'],
  ['absent', 'file-not-found'],
])('a model may not read %j', async (location, code) => {
  const { 'sub/m.onnx': file } = tempFiles({
    'sub/m.onnx': onnxFile(external({ location })),
    secret: 'x'.repeat(24),
  });
  await expectInputError(() => readTensor(file), code);
});

test('a folder or a device beside the model is not read', async () => {
  const { 'm.onnx': file, folder } = tempFiles({
    'm.onnx': onnxFile(external({ location: 'zero' })),
    'd/x': '',
  });
  symlinkSync('/dev/zero', join(folder, 'zero'));
  await expectInputError(() => readTensor(file), 'file-not-readable');
  const { 'm.onnx': other } = tempFiles({ 'm.onnx': onnxFile(external({ location: 'd' })), 'd/x': '' });
  await expectInputError(() => readTensor(other), 'is-a-folder');
});

test.each<[string, OnnxGraphFields, string, string]>([
  [
    'too few raw bytes',
    { initializer: [{ ...w, dims: [3, 3] }] },
    'wrong-count',
    'needs 36 bytes, and has 24',
  ],
  ['a shape that lies', { initializer: [{ ...w, dims: [2 ** 40, 2 ** 10] }] }, 'wrong-count', 'and has 24'],
  [
    'an infinite shape',
    { initializer: [{ ...w, dims: [2 ** 52, 2 ** 52, 2 ** 52] }] },
    'wrong-count',
    'and has 24',
  ],
  ['a negative length', { initializer: [{ ...w, dims: [-3, -2] }] }, 'syntax', 'length -3'],
  [
    'too few numbers',
    { initializer: [{ name: 'x', dims: [3], data_type: 1, float_data: [1, 2] }] },
    'wrong-count',
    'needs 3 elements, and has 2',
  ],
  [
    'too many numbers',
    { initializer: [{ name: 'x', dims: [1], data_type: 6, int32_data: [1, 2] }] },
    'wrong-count',
    'and has more',
  ],
  [
    'numbers that are claimed, and not there',
    { initializer: [{ name: 'x', dims: [2 ** 45], data_type: 7, int64_data: [1, 2] }] },
    'wrong-count',
    'at most 2',
  ],
  ['no data at all', { initializer: [{ name: 'x', dims: [2], data_type: 1 }] }, 'wrong-count', 'at most 0'],
  ['texts', { initializer: [{ name: 'x', dims: [1], data_type: 8 }] }, 'unsupported', 'type string'],
  ['an unknown type', { initializer: [{ name: 'x', dims: [1], data_type: 99 }] }, 'unsupported', 'type 99'],
  ['external data without a file', external({ offset: '0' }), 'syntax', 'does not say which'],
  ['an offset that is none', external({ location: 'm.onnx', offset: '-1' }), 'syntax', 'offset'],
  [
    'an offset behind the end',
    external({ location: 'm.onnx', offset: '9007199254740000' }),
    'truncated',
    'are needed',
  ],
  [
    'a shape that another file cannot fill',
    { initializer: [{ ...external({ location: 'm.onnx' }).initializer![0], dims: [2 ** 30, 2 ** 10] }] },
    'truncated',
    'are needed',
  ],
  [
    'a wrong length',
    external({ location: 'm.onnx', length: '20' }),
    'wrong-count',
    'needs 24 bytes, and has 20',
  ],
])('%s: refused', async (_, graph, code, message) => {
  const file = modelFile(graph);
  await expectInputError(() => readTensor(file), code, message);
});

test('no model, and an empty file', async () => {
  const files = tempFiles({ 'a.onnx': '', 'b.onnx': 'this is a text', 'c.onnx': Uint8Array.of(8, 9) });
  await expectInputError(() => listTensors(files['a.onnx']), 'empty-file');
  await expectInputError(() => listTensors(files['b.onnx']), 'syntax', 'not a whole ONNX model');
  await expectInputError(() => listTensors(files['c.onnx']), 'syntax', 'it has no graph');
});

test('graphs within graphs without end are refused', async () => {
  // model.graph.node.attribute.g.node.…, each field with its number and length in front.
  let bytes: Uint8Array = new Uint8Array();
  for (const field of [...Array.from({ length: 200 }, () => [6, 5, 1]).flat(), 7]) {
    bytes = protobuf.Writer.create()
      .uint32(field * 8 + 2)
      .bytes(bytes)
      .finish();
  }
  const { 'm.onnx': file } = tempFiles({ 'm.onnx': bytes });
  await expectInputError(() => listTensors(file), 'syntax', 'max depth');
});

test('many tensors of one name, and values that go round in circles, take no time', async () => {
  const initializer = Array.from({ length: 20_000 }, () => ({ name: '', dims: [0], data_type: 1 }));
  const nodes = Array.from({ length: 5_000 }, (_, i) => [
    { op: 'Identity', input: [`v${(i + 1) % 5000}`], output: [`v${i}`] },
    { op: 'MatMul', input: [`v${i}`, 'w'], output: ['y'] },
    { op: 'Add', input: ['y', `v${i}`], output: ['z'] },
  ]).flat();
  const file = modelFile({ initializer: [...initializer, wT], nodes });
  const start = performance.now();
  const tensors = await listTensors(file);
  expect(performance.now() - start).toBeLessThan(5_000);
  expect(tensors.length).toBe(20_001);
  expect(new Set(tensors.map(({ name }) => name)).size).toBe(20_001);
});

test('a damaged model is read or refused, nothing else', { timeout: 60_000 }, async () => {
  const content = onnxFile({
    initializer: [
      wT,
      { name: 'b', dims: [3], data_type: 1, float_data: [1, 2, 3] },
      { name: 'i', dims: [2], data_type: 7, int64_data: [1, 300] },
      { name: 'h', dims: [2], data_type: 10, int32_data: [0x3c00, 0xc000] },
      ...external({ location: 'm.onnx', offset: '0', length: '24' }).initializer!.map((x) => ({
        ...x,
        name: 'x',
      })),
    ],
    nodes: [
      matmul,
      add,
      { op: 'Constant', input: [], output: ['c'], attributes: { value: onnxFloats('', [2], [3, 4]) } },
      { op: 'Gemm', input: ['z', 'c', 'c'], output: ['u'], attributes: { alpha: 2, transB: 1n } },
      { op: 'Transpose', input: ['c'], output: ['cT'], attributes: { perm: [1, 0] } },
    ],
  });
  const { 'm.onnx': file } = tempFiles({ 'm.onnx': content });
  await expectDamageRefused(file, content);
});
