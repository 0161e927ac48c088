import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadPrepared } from '@sbn/datasets';
import { openPreparation, openPrepared, type PreparedExample } from '@sbn/datasets/prepare';
import { describe, expect, it } from 'vitest';
import { letterEmbedder } from '../testing/letter-embedder.js';
import { tempFolder } from '../testing/temp-folder.js';
import { type EmbedPreparedOptions, embedPrepared } from './embed-prepared.js';

const colours = ['red', 'green', 'blue'];

/** A prepared folder of texts: 40 for training, none for validation, 6 for tests. */
async function prepare(
  folder: string,
  change: (example: PreparedExample) => PreparedExample,
): Promise<string> {
  const preparation = await openPreparation({ folder, kind: 'test', identity: {} });
  for (let i = 0; i < 46; i++) {
    const example = { id: `e${i}`, text: colours.slice(i % 3).join(' '), labels: [colours[i % 3]!] };
    await preparation.write(i < 40 ? 'train' : 'test', change(example));
  }
  await preparation.finish({
    name: 'colours',
    inputs: 'text',
    labelNames: colours,
    labelDescriptions: ['like blood', 'like grass', 'like the sky'],
    sources: [],
    options: {},
    counts: { 'dropped labels': 2 },
    expectation: null,
  });
  await preparation.close();
  return folder;
}

async function folders(change = (example: PreparedExample): PreparedExample => example): Promise<{
  folder: string;
  out: string;
}> {
  const work = await tempFolder();
  return { folder: await prepare(join(work, 'texts'), change), out: join(work, 'rows') };
}

async function bytesIn(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(folder, name), 'base64')] as const),
    ),
  );
}

const embed = (options: Pick<EmbedPreparedOptions, 'folder' | 'out'> & Partial<EmbedPreparedOptions>) =>
  embedPrepared({ embedder: letterEmbedder(), batchSize: 2, ...options });

describe('embedPrepared', () => {
  it('keeps splits, ids and labels, and gives rows that can be trained on', async () => {
    const { folder, out } = await folders();
    const seen: number[] = [];
    const record = await embed({ folder, out, onProgress: (inputs, total) => seen.push(inputs / total) });
    expect(record).toMatchObject({
      kind: 'embed',
      name: 'colours',
      inputs: 'dense',
      numLabels: 3,
      counts: { 'dropped labels': 2, 'numbers per row': 2, 'texts cut off': 0 },
    });
    expect(record.splits).toMatchObject({
      train: { count: 40, inputs: 'train.npy' },
      valid: { count: 0 },
      test: { count: 6, inputs: 'test.npy' },
    });
    expect(seen.at(-1)).toBe(1);
    expect((await readdir(out)).sort()).toEqual([
      'label-descriptions.txt',
      'labels.txt',
      'prepared.json',
      'test.jsonl',
      'test.npy',
      'train.jsonl',
      'train.npy',
      'valid.jsonl',
    ]);
    const opened = await openPrepared({ folder: out, verify: true });
    expect(opened.labelNames).toEqual(colours);
    for await (const block of opened.read('test')) {
      expect(block[1]).toEqual({ id: 'e41', labels: ['blue'] });
    }
    const dataset = await loadPrepared({ folder: out, split: { valid: 0.2, seed: 1 } });
    expect(dataset.splits.test.inputs).toMatchObject({ numRows: 6, numCols: 2 });
    // "blue" alone, then "red green blue".
    const { data } = dataset.splits.test.inputs as { data: Float32Array };
    expect(data[3]).toBeCloseTo(0.004, 6);
    expect(data[5]).toBeCloseTo(0.014, 6);
  });

  it('ends with the same files when it was cut off in any split', async () => {
    const { folder, out } = await folders();
    await embed({ folder, out });
    const expected = await bytesIn(out);
    for (const runs of [0, 16, 21]) {
      const again = join(await tempFolder(), 'rows');
      let left = runs;
      const embedder = letterEmbedder({
        onRun: () => {
          if (left-- === 0) throw new Error('cut off');
        },
      });
      await expect(embed({ folder, out: again, embedder })).rejects.toThrow('cut off');
      await embed({ folder, out: again });
      expect(await bytesIn(again)).toEqual(expected);
    }
    const idle = letterEmbedder({ onRun: () => expect.unreachable() });
    await embed({ folder, out, embedder: idle });
    await expect(embed({ folder, out, dtype: 'float16' })).rejects.toThrow('--fresh');
    await embed({ folder, out, dtype: 'float16', fresh: true });
    expect((await openPrepared({ folder: out })).record.splits.train.count).toBe(40);
  });

  it('leaves out an example with its input', async () => {
    const { folder, out } = await folders((example) => {
      return example.id === 'e7' || example.id === 'e40' ? { ...example, text: '!' } : example;
    });
    await expect(embed({ folder, out })).rejects.toThrow('no text');
    const { splits } = await embed({ folder, out, unreadable: 'skip' });
    expect([splits.train.count, splits.test.count]).toEqual([39, 5]);
    const ids = (await readFile(join(out, 'train.jsonl'), 'utf8')).match(/e\d+/g);
    expect(ids).not.toContain('e7');
    expect(ids?.[7]).toBe('e8');
  });

  it('refuses what it cannot embed', async () => {
    const { folder, out } = await folders();
    await expect(embed({ folder, out: folder })).rejects.toThrow('expected another folder');
    await embed({ folder, out });
    await expect(embed({ folder: out, out: `${out}2` })).rejects.toThrow('the folder has dense inputs');
    await writeFile(join(folder, 'train.jsonl'), 'cut');
    await expect(embed({ folder, out: `${out}3` })).rejects.toThrow('when it was prepared');
  });
});
