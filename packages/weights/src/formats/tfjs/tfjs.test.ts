import { rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { listTensors } from '../../list-tensors.js';
import { readOutputLayer } from '../../read-output-layer.js';
import { readTensor } from '../../read-tensor.js';
import { expectDamageRefused } from '../../testing/expect-damage-refused.js';
import { expectInputError } from '../../testing/input-errors.js';
import { tempFiles } from '../../testing/temp-files.js';

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype?: string;
  readonly quantization?: object;
  readonly data: ArrayBufferView;
}

/** A model with its weights in shards of some bytes. */
function modelFiles(
  weights: readonly Weight[],
  options: { readonly nodes?: readonly object[]; readonly shardBytes?: number } = {},
): Record<string, string | Uint8Array> {
  const { nodes, shardBytes = 7 } = options;
  const data = Buffer.concat(
    weights.map(
      ({ data: { buffer, byteOffset, byteLength } }) => new Uint8Array(buffer, byteOffset, byteLength),
    ),
  );
  const files: Record<string, string | Uint8Array> = {};
  const paths: string[] = [];
  for (let at = 0; at < data.length; at += shardBytes) {
    const path = `shards/group1-shard${paths.length + 1}.bin`;
    paths.push(path);
    files[path] = data.subarray(at, at + shardBytes);
  }
  const entries = weights.map(({ name, shape, dtype = 'float32', quantization }) => ({
    name,
    shape,
    dtype,
    ...(quantization === undefined ? {} : { quantization }),
  }));
  files['model.json'] = JSON.stringify({
    format: nodes === undefined ? 'layers-model' : 'graph-model',
    modelTopology: nodes === undefined ? { class_name: 'Sequential' } : { node: nodes },
    weightsManifest: [{ paths, weights: entries }],
  });
  return files;
}

const kernel = { name: 'dense/kernel', shape: [2, 3], data: Float32Array.of(1, 3, 5, 2, 4, 6) };
const bias = { name: 'dense/bias', shape: [3], data: Float32Array.of(10, 20, 30) };
const layer = {
  weights: { rows: 3, cols: 2, data: Float64Array.of(1, 2, 3, 4, 5, 6) },
  transposed: true,
  bias: Float64Array.of(10, 20, 30),
};

test('a dense layer is read out of its shards, by the model or by its folder', async () => {
  const embedding = { name: 'embedding/embeddings', shape: [3, 2], data: new Float32Array(6) };
  const files = tempFiles(modelFiles([embedding, kernel, bias]));
  for (const weights of [files['model.json']!, files.folder]) {
    expect(await readOutputLayer({ weights })).toEqual({
      ...layer,
      tensor: 'dense/kernel',
      biasTensor: 'dense/bias',
    });
  }
  expect(await listTensors(files.folder)).toEqual([
    { name: 'embedding/embeddings', shape: [3, 2], dtype: 'float32', bytes: 24 },
    { name: 'dense/kernel', shape: [2, 3], dtype: 'float32', bytes: 24, role: 'weights-candidate' },
    { name: 'dense/bias', shape: [3], dtype: 'float32', bytes: 12, role: 'bias-candidate' },
  ]);
});

test('the kernel of a 1 × 1 convolution is a layer, of a larger one not', async () => {
  const files = tempFiles(
    modelFiles([
      { name: 'large/kernel', shape: [3, 1, 1, 2], data: new Float32Array(6) },
      { ...kernel, shape: [1, 1, 2, 3] },
      bias,
    ]),
  );
  expect((await readOutputLayer({ weights: files.folder })).weights).toEqual(layer.weights);
});

const matmul = { name: 'y', op: 'MatMul', input: ['x', 'w'] };

test.each<[string, readonly object[], boolean]>([
  ['MatMul and BiasAdd', [matmul, { name: 'z', op: 'BiasAdd', input: ['y', 'b'] }], true],
  [
    'through Identity, in any order, with outputs by number',
    [
      { name: 'z', op: 'AddV2', input: ['b/read:0', 'y:0'] },
      { name: 'y', op: 'MatMul', input: ['x', 'w/read', '^x'] },
      { name: 'w/read', op: 'Identity', input: ['w'] },
      { name: 'b/read', op: 'Identity', input: ['b'] },
    ],
    true,
  ],
  [
    'a fused MatMul, its operations in base64',
    [
      {
        ...matmul,
        op: '_FusedMatMul',
        input: ['x', 'w', 'b'],
        attr: { fused_ops: { list: { s: ['Qmlhc0FkZA=='] } } },
      },
    ],
    true,
  ],
  [
    'MatMul with transpose_b',
    [
      { ...matmul, attr: { transpose_b: { b: true } } },
      { name: 'z', op: 'Add', input: ['y', 'b'] },
    ],
    false,
  ],
])('the layer of a graph is found: %s', async (_, nodes, transposed) => {
  const w = transposed ? kernel : { ...kernel, shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  const weights = [
    { name: 'other', shape: [3, 2], data: new Float32Array(6) },
    { ...w, name: 'w' },
    { ...bias, name: 'b' },
  ];
  const files = tempFiles(modelFiles(weights, { nodes }));
  expect(await readOutputLayer({ weights: files.folder })).toEqual({
    ...layer,
    transposed,
    tensor: 'w',
    biasTensor: 'b',
  });
});

test('quantised weights become the numbers that TensorFlow.js computes with', async () => {
  const quantised = [
    { dtype: 'uint8', min: -0.27378906011581416, scale: 0.002172929048538208 },
    { dtype: 'uint16', min: -1, scale: 0.001 },
    { dtype: 'float16' },
  ] as const;
  const stored = [Uint8Array.of(0, 255), Uint16Array.of(0, 65535), Uint16Array.of(0x3c00, 0xc001)];
  const files = tempFiles(
    modelFiles([
      ...stored.map((data, i) => ({ name: `w${i}`, shape: [1, 2], quantization: quantised[i]!, data })),
      {
        name: 'int',
        shape: [2],
        dtype: 'int32',
        quantization: { dtype: 'uint8', min: -3, scale: 1.5 },
        data: stored[0]!,
      },
    ]),
  );
  const read = async (name: string): Promise<number[]> => [
    ...(await readTensor(files.folder, { name })).data,
  ];
  const { min, scale } = quantised[0];
  // What TensorFlow.js does: float64 arithmetic, kept in a Float32Array.
  expect(await read('w0')).toEqual([...Float32Array.of(min, 255 * scale + min)]);
  expect(await read('w1')).toEqual([...Float32Array.of(-1, 65535 * 0.001 - 1)]);
  expect(await read('w2')).toEqual([1, -2 - 2 ** -9]);
  expect(await read('int')).toEqual([-3, 380]);
  expect((await listTensors(files.folder))[0]).toMatchObject({ dtype: 'uint8', bytes: 2 });
});

test('all other types are passed over by their length, texts by their own', async () => {
  const text = (...words: string[]): Uint8Array =>
    Buffer.concat(
      words.map((word) => Buffer.concat([Uint8Array.of(word.length, 0, 0, 0), Buffer.from(word)])),
    );
  const files = tempFiles(
    modelFiles([
      { name: 's', shape: [2], dtype: 'string', data: text('hello', '') },
      { name: 'none', shape: [0], dtype: 'string', data: new Uint8Array() },
      { name: 'c', shape: [1], dtype: 'complex64', data: new Float32Array(2) },
      { name: 't', shape: [3], dtype: 'bool', data: Uint8Array.of(1, 0, 1) },
      { name: 'i', shape: [], dtype: 'int32', data: Int32Array.of(-9) },
    ]),
  );
  expect((await listTensors(files.folder)).map(({ bytes }) => bytes)).toEqual([13, 0, 8, 3, 4]);
  expect((await readTensor(files.folder, { name: 't' })).data).toEqual(Float64Array.of(1, 0, 1));
  expect((await readTensor(files.folder, { name: 'i' })).data).toEqual(Float64Array.of(-9));
  await expectInputError(() => readTensor(files.folder, { name: 's' }), 'unsupported', 'type string');
});

test.each(['../secret', '/etc/passwd', 'a\\..\\..\\secret', 'https://example.org/x.bin'])(
  'a model may not read %j',
  async (path) => {
    const { 'sub/model.json': file } = tempFiles({
      'sub/model.json': JSON.stringify({ weightsManifest: [{ paths: [path], weights: [] }] }),
      secret: '',
    });
    await expectInputError(() => listTensors(file), 'unsafe-path');
  },
);

test('files that are missing, cut off or too long are refused', async () => {
  const files = tempFiles(modelFiles([kernel, bias]));
  const last = files['shards/group1-shard6.bin']!;
  writeFileSync(last, '');
  await expectInputError(() => listTensors(files.folder), 'truncated', 'need at least 36 bytes', 'have 35');
  writeFileSync(last, 'too long');
  await expectInputError(() => listTensors(files.folder), 'wrong-count', 'need 36 bytes', 'have 43');
  rmSync(last);
  await expectInputError(() => listTensors(files.folder), 'file-not-found', 'group1-shard6.bin');
});

test.each<[string, unknown, string, string]>([
  ['no manifest', { modelTopology: {} }, 'syntax', 'weightsManifest'],
  ['a list', [], 'syntax', 'Expected a TensorFlow.js model'],
  [
    'a negative shape',
    { weightsManifest: [{ paths: [], weights: [{ name: 'x', shape: [-1], dtype: 'float32' }] }] },
    'syntax',
    'weightsManifest.0.weights.0.shape.0',
  ],
  [
    'a shape that lies',
    {
      weightsManifest: [
        { paths: ['a'], weights: [{ name: 'x', shape: [2 ** 50, 2 ** 50], dtype: 'float32' }] },
      ],
    },
    'truncated',
    'in these files',
  ],
  [
    'texts that lie',
    { weightsManifest: [{ paths: ['a'], weights: [{ name: 'x', shape: [2], dtype: 'string' }] }] },
    'truncated',
    'Text 0',
  ],
  [
    'more texts than bytes',
    { weightsManifest: [{ paths: ['a'], weights: [{ name: 'x', shape: [2 ** 40], dtype: 'string' }] }] },
    'truncated',
    'in these files',
  ],
  [
    'an unknown type',
    { weightsManifest: [{ paths: ['a'], weights: [{ name: 'x', shape: [2], dtype: 'quaternion' }] }] },
    'unsupported',
    'quaternion',
  ],
  [
    'the same name twice',
    {
      weightsManifest: [
        { paths: [], weights: ['x', 'x'].map((name) => ({ name, shape: [0], dtype: 'float32' })) },
      ],
    },
    'duplicate-name',
    '"x"',
  ],
])('%s: refused', async (_, json, code, message) => {
  const { 'model.json': file } = tempFiles({
    'model.json': JSON.stringify(json),
    a: Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0),
  });
  await expectInputError(() => listTensors(file), code, message);
});

test('damaged descriptions and weights are read or refused, nothing else', { timeout: 60_000 }, async () => {
  const nodes = [
    matmul,
    {
      name: 'z',
      op: 'BiasAdd',
      input: ['y', 'b'],
      attr: { T: { type: 1 }, fused_ops: { list: { s: ['x'] } } },
    },
  ];
  const weights = [
    { ...kernel, name: 'w' },
    { name: 's', shape: [1], dtype: 'string', data: Uint8Array.of(2, 0, 0, 0, 65, 66) },
    {
      name: 'b',
      shape: [3],
      quantization: { dtype: 'uint8', min: -1, scale: 0.5 },
      data: Uint8Array.of(1, 2, 3),
    },
  ];
  const contents = modelFiles(weights, { nodes, shardBytes: 40 });
  const files = tempFiles(contents);
  const model = files['model.json']!;
  await expectDamageRefused(model, Buffer.from(contents['model.json']!), { cuts: 'refused' });
  const shard = 'shards/group1-shard1.bin';
  await expectDamageRefused(files[shard]!, contents[shard] as Uint8Array, { model, cuts: 'refused' });
});
