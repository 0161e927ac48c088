import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TensorFlowJsExport } from '../tfjs/export-tensor-flow-js.js';
import { saveExport } from './save-export.js';

const graphModel = (paths: readonly string[]): TensorFlowJsExport => ({
  modelJson: {
    format: 'graph-model',
    generatedBy: 'test',
    convertedBy: null,
    signature: { inputs: {}, outputs: {} },
    userDefinedMetadata: {},
    modelTopology: { node: [], versions: { producer: 1 } },
    weightsManifest: [{ paths, weights: [] }],
  },
  weights: paths.map((path, i) => ({ path, data: Uint8Array.of(i) })),
});

describe('saveExport', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sbn-save-export-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('writes an .onnx file in one piece', async () => {
    const path = join(folder, 'model.onnx');
    await saveExport(Uint8Array.of(1, 2, 3), path);
    expect([...(await readFile(path))]).toEqual([1, 2, 3]);
  });

  it('writes a TensorFlow.js model over an older one, whose files it takes away, and no others', async () => {
    const path = join(folder, 'new', 'model');
    await saveExport(graphModel(['group1-shard1of2.bin', 'group1-shard2of2.bin']), path);
    await writeFile(join(path, 'notes.txt'), 'mine');
    const later = graphModel(['group1-shard1of1.bin']);
    await saveExport(later, path);
    expect((await readdir(path)).sort()).toEqual(['group1-shard1of1.bin', 'model.json', 'notes.txt']);
    expect(JSON.parse(await readFile(join(path, 'model.json'), 'utf8'))).toEqual(later.modelJson);
  });

  it('says what is in the way', async () => {
    const file = join(folder, 'file');
    await writeFile(file, 'a file');
    const refuses = (exported: Parameters<typeof saveExport>[0], path: string, message: RegExp) =>
      expect(saveExport(exported, path)).rejects.toMatchObject({
        name: 'InputError',
        code: 'not-writable',
        file: path,
        message: expect.stringMatching(message),
      });
    const bytes = Uint8Array.of(1);
    await refuses(
      bytes,
      join(folder, 'missing', 'model.onnx'),
      /its folder does not exist.*Choose another path/,
    );
    await refuses(bytes, join(file, 'model.onnx'), /a part of the path is a file/);
    await mkdir(join(folder, 'taken'));
    await refuses(bytes, join(folder, 'taken'), /there is a folder of that name/);
    await refuses(graphModel([]), file, /there is a file of that name/);
    await refuses(graphModel([]), join(file, 'model'), /a part of the path is a file/);
  });

  // Root may write everywhere.
  it.skipIf(process.getuid?.() === 0)('says that permission is denied', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o555);
    await expect(saveExport(Uint8Array.of(1), join(closed, 'model.onnx'))).rejects.toThrow(
      /permission denied/,
    );
  });
});
