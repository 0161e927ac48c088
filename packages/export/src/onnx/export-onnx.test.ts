import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dftHead, mixtureHead, plifHead, sigmoidHead } from '@sbn/heads';
import { denseEncoder, selectBackend } from '@sbn/train';
import { readOutputLayer } from '@sbn/weights';
import protobuf from 'protobufjs/light.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkExport } from '../check/check-export.js';
import { sampleInputs, sampleModel } from '../testing/sample-models.js';
import { exportOnnx } from './export-onnx.js';
import { supportedOpsets } from './opsets.js';

const dense = () => denseEncoder({ inDim: 4, hidden: [6], seed: 1 });
const sigmoid = () => sigmoidHead({ inDim: 6, numLabels: 3, seed: 1 });

/** The raw bytes of every field of a message, by number: read without any schema. */
function fieldsOf(bytes: Uint8Array): Map<number, (Uint8Array | number)[]> {
  const reader = protobuf.Reader.create(bytes);
  const fields = new Map<number, (Uint8Array | number)[]>();
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const value = (tag & 7) === 2 ? reader.bytes() : Number(reader.int64());
    fields.set(tag >>> 3, [...(fields.get(tag >>> 3) ?? []), value]);
  }
  return fields;
}

const text = (value: Uint8Array | number | undefined): string => Buffer.from(value as Uint8Array).toString();

describe('exportOnnx', () => {
  beforeAll(async () => {
    await selectBackend('cpu');
  });

  it.each(supportedOpsets)('writes operator set %i', async (opset) => {
    const member = { kind: 'plif', numKnots: 9 } as const;
    const model = await sampleModel(
      dense(),
      mixtureHead({ inDim: 6, numLabels: 5, numComponents: 2, member, seed: 1 }),
    );
    const bytes = await exportOnnx(model, { opset });
    const [version] = fieldsOf(bytes).get(8)!;
    expect(fieldsOf(version as Uint8Array).get(2)).toEqual([opset]);
    expect(await checkExport(model, sampleInputs(model.encoder, 3), bytes)).toMatchObject({ agrees: true });
  });

  it.each([12, 24, 17.5, Number.NaN, '17'])('refuses operator set %s', async (opset) => {
    const model = await sampleModel(dense(), sigmoid());
    await expect(exportOnnx(model, { opset: opset as number })).rejects.toThrow(
      /exportOnnx: opset must be an integer in \[13, 23\], got .*Leave it out for 17/,
    );
  });

  it('says what the model is for', async () => {
    const model = await sampleModel(dense(), sigmoid());
    const labelNames = ['cat', 'dög', '"'];
    const bytes = await exportOnnx(model, { labelNames, metadata: { licence: 'MIT' }, name: 'pets' });
    const fields = fieldsOf(bytes);
    const metadata = fields.get(14)!.map((entry) => {
      const pair = fieldsOf(entry as Uint8Array);
      return [text(pair.get(1)![0]), text(pair.get(2)![0])];
    });
    expect(Object.fromEntries(metadata)).toEqual({
      output: 'labels',
      labels: JSON.stringify(labelNames),
      licence: 'MIT',
    });
    expect(text(fieldsOf(fields.get(7)![0] as Uint8Array).get(2)![0])).toBe('pets');
  });

  it('refuses label names that do not fit', async () => {
    const model = await sampleModel(dense(), sigmoid());
    await expect(exportOnnx(model, { labelNames: ['a', 'b'] })).rejects.toThrow(
      /one name for each of 3 labels, got 2/,
    );
    await expect(exportOnnx(model, { labelNames: [1, 2, 3] as never })).rejects.toThrow(TypeError);
    await expect(exportOnnx(model, { metadata: { labels: 'x' } })).rejects.toThrow(/choose another key/);
    await expect(exportOnnx(model, { metadata: { size: 3 as never } })).rejects.toThrow(
      /got a number for "size"/,
    );
  });

  it('gives a file whose output layer @sbn/weights reads', async () => {
    const model = await sampleModel(dense(), sigmoid());
    const folder = await mkdtemp(join(tmpdir(), 'sbn-export-onnx-'));
    const path = join(folder, 'model.onnx');
    await writeFile(path, await exportOnnx(model));
    const read = await readOutputLayer({ weights: path, numLabels: 3 });
    const { weights, bias } = model.head.outputLayer();
    expect(read.weights).toEqual(weights);
    expect(read.bias).toEqual(bias);
    await rm(folder, { recursive: true });
  });

  it('has a large trigonometric basis computed, and stores a small one', async () => {
    const numLabels = 4001;
    const permutation = Array.from({ length: numLabels }, (_, label) => (label * 7) % numLabels);
    for (const options of [{}, { slackDims: 2, permutation }]) {
      const large = await sampleModel(dense(), dftHead({ inDim: 6, numLabels, k: 80, seed: 1, ...options }));
      const bytes = await exportOnnx(large);
      expect(bytes.length).toBeLessThan(200_000);
      expect(await checkExport(large, sampleInputs(large.encoder, 3), bytes)).toMatchObject({ agrees: true });
    }
    const small = await sampleModel(dense(), dftHead({ inDim: 6, numLabels, k: 10, seed: 1 }));
    expect((await exportOnnx(small)).length).toBeGreaterThan(4 * numLabels * 21);
  });

  it('holds the numbers of the time it was made', async () => {
    const model = await sampleModel(dense(), plifHead({ inDim: 6, numLabels: 3, numKnots: 5, seed: 1 }));
    const first = await exportOnnx(model);
    expect(await exportOnnx(model)).toEqual(first);
    const slopes = model.parameters.find(({ name }) => name === 'head/slopes')!;
    slopes.write((await slopes.read()).map((value) => value + 1));
    expect(await exportOnnx(model)).not.toEqual(first);
  });
});
