import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@sbn/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from './safetensors.js';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safetensors-'));
  file = join(folder, 'a.safetensors');
});
afterAll(() => rm(folder, { recursive: true }));

const tensors = new Map([
  ['parameter/a', { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, -0, 1e-40) }],
  ['empty', { shape: [0, 4], data: new Float32Array(0) }],
  ['__proto__', { shape: [1], data: Float32Array.of(5) }],
  ['scalar', { shape: [], data: Float32Array.of(Number.NaN) }],
  ['ünï "quoted"', { shape: [2], data: Float32Array.of(Number.POSITIVE_INFINITY, 3) }],
]);

/** A safetensors file by hand, after the format's own description. */
function handMade(header: unknown, data: Uint8Array, lengthOffset = 0): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length + lengthOffset));
  return Buffer.concat([length, json, data]);
}

describe('safetensors', () => {
  it('gives back the same bits and metadata', async () => {
    await writeSafetensors(file, tensors, { note: 'line\nbreak', empty: '' });
    const read = await readSafetensors(file);
    expect([...read.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
    for (const [name, { shape, data }] of tensors) {
      expect(read.tensors.get(name)!.shape).toEqual(shape);
      expect(Buffer.from(read.tensors.get(name)!.data.buffer)).toEqual(Buffer.from(data.buffer));
    }
    expect(read.metadata).toMatchObject({ note: 'line\nbreak', empty: '' });
    expect(await readdir(folder)).toEqual(['a.safetensors']);
  });

  it('writes what the format says', async () => {
    await writeSafetensors(file, new Map([['w', { shape: [1, 2], data: Float32Array.of(1, 2) }]]));
    const bytes = await readFile(file);
    const length = Number(bytes.readBigUInt64LE());
    expect(length % 8).toBe(0);
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
    expect(header.w).toEqual({ dtype: 'F32', shape: [1, 2], data_offsets: [0, 8] });
    expect([bytes.readFloatLE(8 + length), bytes.readFloatLE(12 + length), bytes.length]).toEqual([
      1,
      2,
      16 + length,
    ]);
  });

  it('reads files of others, without a checksum and in any order of the header', async () => {
    const header = {
      b: { dtype: 'F32', shape: [1], data_offsets: [4, 8] },
      a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
    };
    await writeFile(file, handMade(header, new Uint8Array(Float32Array.of(7, 8).buffer)));
    const read = await readSafetensors(file);
    expect(read.tensors.get('a')!.data).toEqual(Float32Array.of(7));
    expect(read.tensors.get('b')!.data).toEqual(Float32Array.of(8));
  });

  it('refuses a file cut off at any length and any changed byte', async () => {
    await writeSafetensors(file, tensors, { state: '{"step":12}' });
    const whole = await readFile(file);
    const read = () => readSafetensors(file, { requireChecksum: true });
    await read();
    for (let length = 0; length < whole.length; length++) {
      await writeFile(file, whole.subarray(0, length));
      await expect(read()).rejects.toMatchObject({ name: 'InputError', code: 'file-corrupt' });
    }
    const random = createRandom([1, 'corrupt']);
    for (let i = 0; i < 400; i++) {
      const bad = Buffer.from(whole);
      bad[random.int(bad.length)]! ^= 1 << random.int(8);
      await writeFile(file, bad);
      await expect(read()).rejects.toMatchObject({ name: 'InputError', code: 'file-corrupt' });
    }
  });

  it('says what is wrong', async () => {
    const bytes = new Uint8Array(8);
    const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
    const cases: [Uint8Array, string][] = [
      [new Uint8Array(3), "it has 3 bytes, and the header's length alone takes 8"],
      [handMade({ a: entry }, bytes, 1e6), 'its header should take'],
      [handMade('{"a":', bytes), 'its header is not JSON'],
      [handMade([1], bytes), 'its header is not a JSON object'],
      [
        handMade({ a: { ...entry, dtype: 'BF16', shape: [4] } }, bytes),
        'tensor "a" has dtype BF16, and only F32 can be read',
      ],
      [
        handMade({ a: { ...entry, shape: [3] } }, bytes),
        'of shape [3] needs 12 bytes, and its offsets span 8',
      ],
      [handMade({ a: { ...entry, shape: [-1, -2] } }, bytes), 'has no valid shape'],
      [handMade({ a: { ...entry, data_offsets: [8] } }, bytes), 'has no valid data_offsets'],
      [handMade({ a: { ...entry, data_offsets: [8, 16] } }, bytes), 'starts at 8 instead of 0'],
      [handMade({ a: entry, b: entry }, bytes), 'the data of tensor "b" starts at 0 instead of 8'],
      [handMade({ a: entry }, new Uint8Array(9)), 'its tensors need 8 bytes of data, and it has 9'],
      [handMade({ __metadata__: { a: 1 } }, new Uint8Array(0)), 'metadata "a" is not a string'],
    ];
    for (const [content, message] of cases) {
      await writeFile(file, content);
      await expect(readSafetensors(file)).rejects.toThrow(message);
    }
    await expect(readSafetensors(join(folder, 'absent'))).rejects.toMatchObject({ code: 'file-missing' });
    await expect(
      writeSafetensors(file, new Map([['a', { shape: [3], data: new Float32Array(2) }]])),
    ).rejects.toThrow('tensor "a" of shape [3] has 2 entries');
  });

  it('keeps any arrays', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.float32Array({ maxLength: 9 })), async (arrays) => {
        const map = new Map(
          Object.entries(arrays)
            .filter(([name]) => name !== '__metadata__')
            .map(([name, data]) => [name, { shape: [data.length], data }]),
        );
        await writeSafetensors(file, map);
        const read = await readSafetensors(file);
        expect(read.tensors.size).toBe(map.size);
        for (const [name, { data }] of map) expect(read.tensors.get(name)!.data).toEqual(data);
      }),
      { numRuns: 30 },
    );
  });
});
