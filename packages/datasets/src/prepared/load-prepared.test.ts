import { appendFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labelSetAt } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { encodeNpy } from '../formats/npy.js';
import { batchesOf, rowsOf } from '../testing/batch-rows.js';
import { expectInputError } from '../testing/input-errors.js';
import { prepareSmall, resultWith, tempFolder } from '../testing/prepared-folder.js';
import { loadPrepared, streamPrepared } from './load-prepared.js';
import { openPreparation } from './open-preparation.js';
import { openPrepared } from './open-prepared.js';

const texts = {
  train: [
    { id: 'a', text: 'red green', labels: ['x', 'y'] },
    { id: 'b', text: 'red', labels: [] },
  ],
  valid: [{ id: 'c', text: 'green blue', labels: ['w'] }],
  test: [{ id: 'd', text: 'red red', labels: ['y'] }],
};
const names = ['w', 'x', 'y', 'z'];

async function smallFolder(): Promise<string> {
  const folder = tempFolder();
  await prepareSmall(folder, texts, resultWith(names));
  return folder;
}

describe('loadPrepared', () => {
  it('reads texts, with the labels of the folder in their order', async () => {
    const folder = await smallFolder();
    const dataset = await loadPrepared({ folder, verify: true, weighting: 'binary' });
    expect(dataset).toMatchObject({
      name: 'small',
      labelNames: names,
      featureNames: ['red', 'green'],
      provenance: { source: 'prepared test', counts: { train: 2, valid: 1, test: 1, droppedLabels: 0 } },
    });
    expect(dataset.splits.train.ids).toEqual(['a', 'b']);
    expect(Array.from(labelSetAt(dataset.splits.train.labels, 0))).toEqual([1, 2]);
    expect(Array.from(labelSetAt(dataset.splits.valid.labels, 0))).toEqual([0]);
  });

  it('streams the same', async () => {
    const folder = await smallFolder();
    const [loaded, streamed] = [await loadPrepared({ folder }), await streamPrepared({ folder })];
    expect(streamed.provenance).toEqual(loaded.provenance);
    const batches = await batchesOf(streamed.splits.train.batches({ batchSize: 2 }));
    expect(batches[0]).toEqual({
      inputs: loaded.splits.train.inputs,
      labels: loaded.splits.train.labels,
    });
  });

  it("reads texts as words of the folder's own vocabulary, in order", async () => {
    const folder = tempFolder();
    await prepareSmall(folder, texts, resultWith(names, { vocabulary: ['blue', 'red', 'grey'] }));
    const { splits } = await loadPrepared({ folder, inputs: 'tokens' });
    // Number 3 is the unknown word.
    expect(splits.train.inputs).toMatchObject({ numCols: 4, tokens: Uint32Array.of(1, 3, 1) });
    expect(splits.valid.inputs).toMatchObject({ tokens: Uint32Array.of(3, 0) });
    const given = await loadPrepared({ folder, inputs: 'tokens', vocabulary: { words: ['green'] } });
    expect(given.splits.valid.inputs).toMatchObject({ numCols: 2, tokens: Uint32Array.of(0, 1) });
  });

  it('reads named features', async () => {
    const folder = tempFolder();
    const train = [{ id: 'a', features: { hot: 2, wet: 0.5 }, labels: ['x'] }];
    await prepareSmall(folder, { train, valid: train, test: train }, resultWith(['x'], { inputs: 'sparse' }));
    const { splits, featureNames } = await loadPrepared({ folder });
    expect(featureNames).toEqual(['hot', 'wet']);
    expect(splits.test.inputs).toMatchObject({ values: Float32Array.of(2, 0.5) });
  });

  it.each([loadPrepared, streamPrepared])('reads dense rows, %o', async (load) => {
    const folder = tempFolder();
    const preparation = await openPreparation({ folder, kind: 'test', identity: {} });
    for (let i = 0; i < 20; i++) await preparation.write('train', { id: `${i}`, labels: i % 2 ? ['x'] : [] });
    await preparation.write('test', { id: 't', labels: ['x'] });
    const rows = (count: number): Uint8Array =>
      encodeNpy({ shape: [count, 2], data: Float64Array.from({ length: 2 * count }, (_, i) => i) });
    writeFileSync(join(folder, 'train.npy'), rows(20));
    writeFileSync(join(folder, 'test.npy'), rows(1));
    await preparation.finish(resultWith(['x'], { inputs: 'dense' }));
    await preparation.close();
    const dataset = await load({ folder, split: { valid: 0.2 } });
    expect(dataset).toMatchObject({ inputKind: 'dense', inputDim: 2, labelNames: ['x'] });
    // The folder has no validation examples, so they are carved out of the training examples.
    const { train, valid, test } = dataset.provenance.counts;
    expect([train + valid, test]).toEqual([20, 1]);
    expect(valid).toBeGreaterThan(0);
    const split = dataset.splits.test;
    const batches =
      'batches' in split ? await batchesOf(split.batches({ batchSize: 4 })) : [{ ...split, ids: undefined }];
    expect(await rowsOf(batches)).toHaveLength(1);
    await expect(load({ folder, weighting: 'binary' })).rejects.toThrow(RangeError);
  });

  it('asks for dense inputs where the folder has pictures', async () => {
    const folder = tempFolder();
    const train = [{ id: 'a', image: 'a.png', labels: ['x'] }];
    await prepareSmall(folder, { train, valid: [], test: [] }, resultWith(['x'], { inputs: 'images' }));
    const error = await expectInputError(() => loadPrepared({ folder }), { code: 'unsupported' });
    expect(error.message).toContain('sbn embed');
  });

  it('tells apart what is not prepared, not finished, cut off, too long, missing and changed', async () => {
    const empty = tempFolder();
    await expectInputError(() => openPrepared({ folder: empty }), { code: 'not-prepared' });
    await (await openPreparation({ folder: empty, kind: 'test', identity: {} })).close();
    const unfinished = await expectInputError(() => openPrepared({ folder: empty }), {
      code: 'not-prepared',
    });
    expect(unfinished.message).toContain('goes on where it stopped');

    const cases = [
      ['truncated', (file: string) => truncateSync(file, 10)],
      ['wrong-count', (file: string) => appendFileSync(file, '\n')],
      ['file-not-found', (file: string) => rmSync(file)],
    ] as const;
    for (const [code, damage] of cases) {
      const folder = await smallFolder();
      damage(join(folder, 'test.jsonl'));
      await expectInputError(() => openPrepared({ folder }), { code, file: join(folder, 'test.jsonl') });
    }

    const folder = await smallFolder();
    writeFileSync(join(folder, 'labels.txt'), 'w\nx\ny\nq\n');
    await expectInputError(() => openPrepared({ folder, verify: true }), {
      code: 'wrong-checksum',
      file: join(folder, 'labels.txt'),
    });
    writeFileSync(join(folder, 'prepared.json'), '{"format":"sbn-prepared","version":2}');
    await expectInputError(() => openPrepared({ folder }), { code: 'unsupported' });
    writeFileSync(join(folder, 'prepared.json'), '{"format":');
    await expectInputError(() => openPrepared({ folder }), { code: 'syntax' });
  });

  it('gives the examples back as they were written', async () => {
    const prepared = await openPrepared({ folder: await smallFolder() });
    const read = [];
    for await (const block of prepared.read('train')) read.push(...block);
    expect(read).toEqual(texts.train);
    expect(prepared.find('labels.txt')).toBe(join(prepared.folder, 'labels.txt'));
    expect(prepared.find('vocabulary.txt')).toBeUndefined();
  });
});
