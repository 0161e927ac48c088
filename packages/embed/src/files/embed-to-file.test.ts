import { cpSync, existsSync } from 'node:fs';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '@sbn/core';
import { readNumpyMatrix } from '@sbn/datasets';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { letterEmbedder } from '../testing/letter-embedder.js';
import { tempFolder } from '../testing/temp-folder.js';
import { type EmbedToFileOptions, embedToFile } from './embed-to-file.js';

const texts = Array.from({ length: 100 }, (_, i) => ({
  id: `t${i}`,
  input: 'abcdefghijklmnopqrstuvwxyz'.slice(i % 7, 8 + ((i * 37) % 19)),
}));

type Options = Partial<EmbedToFileOptions<string>>;

async function embed(out: string, options: Options = {}): ReturnType<typeof embedToFile> {
  return embedToFile({
    embedder: letterEmbedder(),
    inputs: texts,
    identity: { texts: texts.length },
    out,
    batchSize: 4,
    ...options,
  });
}

async function bytesIn(folder: string): Promise<Record<string, string>> {
  const entries = (await readdir(folder)).sort();
  return Object.fromEntries(
    await Promise.all(
      entries.map(async (name) => [name, (await readFile(join(folder, name))).toString('base64')] as const),
    ),
  );
}

describe('embedToFile', () => {
  it('writes the rows in the order of the inputs, and their ids beside them', async () => {
    const folder = await tempFolder();
    const out = join(folder, 'x.npy');
    const embedder = letterEmbedder();
    const seen: number[] = [];
    const record = await embed(out, { embedder, onProgress: (inputs) => seen.push(inputs) });
    expect(record).toMatchObject({
      state: 'done',
      inputs: 100,
      rows: 100,
      dim: 2,
      truncated: 18,
      skipped: 0,
    });
    expect((await readdir(folder)).sort()).toEqual(['x.embed.json', 'x.ids.txt', 'x.npy']);
    const { rows, data } = await readNumpyMatrix(out);
    expect(rows).toBe(100);
    for (const [i, { input }] of texts.entries()) expect(data[2 * i + 1]).toBeCloseTo(input.length / 1000, 6);
    expect(await readFile(join(folder, 'x.ids.txt'), 'utf8')).toBe(texts.map(({ id }) => `${id}\n`).join(''));
    // Windows of 16 batches, each with its longest inputs first.
    const lengths = embedder.batches.slice(0, 16).flat();
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
    expect(Math.max(...embedder.batches.map(({ length }) => length))).toBe(4);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(100);
  });

  it('ends with the same bytes, wherever it was cut off', async () => {
    const whole = await tempFolder();
    await embed(join(whole, 'x.npy'), { dtype: 'float16', unreadable: 'skip', inputs: withBad() });
    const expected = await bytesIn(whole);
    expect(Object.keys(expected)).toContain('x.skipped.jsonl');
    for (const runs of [0, 1, 15, 16, 23]) {
      const folder = await tempFolder();
      let left = runs;
      const cut = letterEmbedder({
        onRun: () => {
          if (left-- === 0) throw new Error('cut off');
        },
      });
      const options: Options = { dtype: 'float16', unreadable: 'skip', inputs: withBad() };
      await expect(embed(join(folder, 'x.npy'), { ...options, embedder: cut })).rejects.toThrow('cut off');
      expect(existsSync(join(folder, 'x.npy'))).toBe(false);
      await embed(join(folder, 'x.npy'), options);
      expect(await bytesIn(folder)).toEqual(expected);
    }
  });

  it('goes on from its last checkpoint after kill -9', async () => {
    const whole = await tempFolder();
    await embed(join(whole, 'x.npy'));
    let clock = 0;
    const now = vi.spyOn(performance, 'now').mockImplementation(() => (clock += 2000));
    onTestFinished(() => now.mockRestore());
    const folder = await tempFolder();
    const killed = await tempFolder();
    // What is on the disk at run 20, in the second window, and some of what was written since.
    const embedder = letterEmbedder({
      onRun: () => {
        if (embedder.batches.length === 20) cpSync(folder, killed, { recursive: true });
      },
    });
    await embed(join(folder, 'x.npy'), { embedder });
    for (const name of await readdir(killed)) {
      if (name.endsWith('.partial')) await writeFile(join(killed, name), 'more', { flag: 'a' });
    }
    await writeFile(join(killed, 'x.embed.json.4711'), 'half a rec');
    const rest = letterEmbedder();
    await embed(join(killed, 'x.npy'), { embedder: rest });
    expect(rest.batches.flat().length).toBe(100 - 64);
    expect(await bytesIn(killed)).toEqual(await bytesIn(whole));
  });

  it('goes on behind the rows that are saved, and does nothing when all are there', async () => {
    const out = join(await tempFolder(), 'x.npy');
    const bad = texts.toSpliced(70, 0, { id: 'bad', input: '!' });
    await expect(embed(out, { inputs: bad })).rejects.toThrow('no text: !');
    const embedder = letterEmbedder();
    const skipped: string[] = [];
    const options: Options = {
      inputs: bad,
      embedder,
      unreadable: 'skip',
      onSkipped: (id, reason) => skipped.push(`${id}: ${reason}`),
    };
    expect(await embed(out, options)).toMatchObject({ inputs: 101, rows: 100, skipped: 1 });
    expect(embedder.batches.flat().length).toBe(100 - 64);
    expect(skipped).toEqual(['bad: no text: !']);
    expect(JSON.parse(await readFile(out.replace('.npy', '.skipped.jsonl'), 'utf8'))).toEqual({
      input: 70,
      id: 'bad',
      reason: 'no text: !',
    });
    expect(await embed(out, options)).toMatchObject({ state: 'done', rows: 100 });
    expect(embedder.batches.flat().length).toBe(100 - 64);
  });

  it('finishes what only lacks its names', async () => {
    const folder = await tempFolder();
    const out = join(folder, 'x.npy');
    await embed(out);
    const expected = await bytesIn(folder);
    const record = JSON.parse(await readFile(join(folder, 'x.embed.json'), 'utf8')) as object;
    await writeFile(join(folder, 'x.embed.json'), JSON.stringify({ ...record, state: 'closing' }));
    await writeFile(join(folder, 'x.npy.partial'), await readFile(out));
    await rm(out);
    await embed(out, { embedder: letterEmbedder({ onRun: () => expect.unreachable() }) });
    expect(await bytesIn(folder)).toEqual(expected);
  });

  it('stops at once when it is told to', async () => {
    const out = join(await tempFolder(), 'x.npy');
    const controller = new AbortController();
    const embedder = letterEmbedder({ onRun: () => controller.abort() });
    await expect(embed(out, { embedder, signal: controller.signal })).rejects.toThrow('aborted');
    expect(embedder.batches.length).toBe(1);
    expect(await embed(out)).toMatchObject({ rows: 100 });
  });

  it('leaves the rows of something else alone', async () => {
    const folder = await tempFolder();
    const out = join(folder, 'x.npy');
    await embed(out);
    const before = await bytesIn(folder);
    for (const [options, words] of [
      [{ identity: { texts: 1 } }, 'other inputs'],
      [{ batchSize: 5 }, 'other batch size'],
      [{ dtype: 'float16' }, 'other number format'],
      [{ embedder: letterEmbedder({ factor: 0.1 }) }, 'other model'],
    ] as const) {
      await expect(embed(out, options)).rejects.toThrow(words);
      expect(await bytesIn(folder)).toEqual(before);
    }
    expect(await embed(out, { dtype: 'float16', fresh: true })).toMatchObject({ dtype: 'float16' });

    await truncate(out, 100);
    await expect(embed(out, { dtype: 'float16' })).rejects.toThrow('not as long as the record');
    const stranger = join(folder, 'y.npy');
    await writeFile(stranger, 'mine');
    await expect(embed(stranger)).rejects.toThrow('no embedding wrote it');
    expect(await readFile(stranger, 'utf8')).toBe('mine');
    await writeFile(join(folder, 'z.embed.json'), '{}');
    await expect(embed(join(folder, 'z.npy'))).rejects.toThrow('no record of an embedding');
  });

  it('refuses to go on with files that were shortened', async () => {
    const folder = await tempFolder();
    const bad = texts.toSpliced(70, 0, { id: 'bad', input: '!' });
    for (const name of ['x.npy.partial', 'x.ids.txt.partial']) {
      const out = join(folder, 'x.npy');
      await expect(embed(out, { inputs: bad, fresh: true })).rejects.toThrow('no text');
      await truncate(join(folder, name), 10);
      await expect(embed(out, { inputs: bad })).rejects.toThrow(
        `${name}: the file is missing, or not as long`,
      );
      await rm(join(folder, name));
      await expect(embed(out, { inputs: bad })).rejects.toThrow(
        `${name}: the file is missing, or not as long`,
      );
    }
  });

  it('refuses numbers that the file cannot hold', async () => {
    const out = join(await tempFolder(), 'x.npy');
    const failing = (factor: number, options: Options = {}): Promise<unknown> =>
      embed(out, { embedder: letterEmbedder({ factor }), fresh: true, ...options });
    // 'a' is 97: 97 × 675.4 is 65,514, the last that rounds to 65,504, and 97 × 675.6 is 65,533.
    const inputs = [{ id: 'one', input: 'a' }];
    await failing(675.4, { inputs, dtype: 'float16' });
    expect((await readNumpyMatrix(out)).data[0]).toBe(65504);
    await expect(failing(675.6, { inputs, dtype: 'float16' })).rejects.toThrow(
      /for one, which is beyond float16's largest number, 65504\. Write float32/,
    );
    await failing(675.6, { inputs });
    await expect(failing(Number.NaN)).rejects.toThrow('NaN for t0, which is no number');
    await expect(failing(1e37, { inputs })).rejects.toThrow('Infinity for one');
  });

  it('wants inputs, and ids that stand on a line', async () => {
    const out = join(await tempFolder(), 'x.npy');
    for (const [inputs, message] of [
      [[], 'there are no inputs'],
      [[{ id: 'a\nb', input: 'x' }], 'the id "a\\nb" cannot stand'],
    ] as const) {
      const failed = embed(out, { inputs, fresh: true });
      await expect(failed).rejects.toThrow(InputError);
      await expect(failed).rejects.toThrow(message);
      expect(await readdir(dirname(out))).toEqual([]);
    }
    await expect(
      embed(out, { inputs: [{ id: 'a', input: '!' }], unreadable: 'skip', fresh: true }),
    ).rejects.toThrow('no input can be read');
    await expect(embed(out, { batchSize: 0 })).rejects.toThrow(RangeError);
  });
});

/** The texts, two of which cannot be read. */
function withBad(): typeof texts {
  return texts.map((text, i) => (i === 3 || i === 80 ? { ...text, input: '!' } : text));
}
