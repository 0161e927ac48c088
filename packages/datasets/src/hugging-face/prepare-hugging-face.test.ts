import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@sbn/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadPrepared } from '../prepared/load-prepared.js';
import {
  fixtureExample,
  fixtureTopics,
  type HuggingFaceFixtureOptions,
  writeHuggingFaceFixture,
} from '../testing/hugging-face-fixture.js';
import { expectInputError } from '../testing/input-errors.js';
import { damage, damages } from '../testing/mutate.js';
import { parquetFile } from '../testing/parquet-file.js';
import { contentsOf, tempFolder } from '../testing/prepared-folder.js';
import { type HuggingFaceOptions, prepareHuggingFace } from './prepare-hugging-face.js';

function fixture(options: HuggingFaceFixtureOptions = {}): { source: string; folder: string } {
  const root = tempFolder();
  const source = join(root, 'topics');
  writeHuggingFaceFixture(source, options);
  return { source, folder: join(root, 'out') };
}

function linesOf(folder: string, split: string): unknown[] {
  const lines = readFileSync(join(folder, `${split}.jsonl`), 'utf8')
    .split('\n')
    .slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

const texts = { text: ['title', 'body'], labels: ['topics'] };

test.each([
  { codec: 'SNAPPY' },
  { codec: 'GZIP' },
  { codec: 'UNCOMPRESSED' },
  { format: 'jsonl' },
] as HuggingFaceFixtureOptions[])(
  'texts and class labels, by names and counts of the README: %o',
  async (options) => {
    const { source, folder } = fixture(options);
    const record = await prepareHuggingFace({ ...texts, source, folder });
    expect(record).toMatchObject({ kind: 'hugging-face', name: 'topics', inputs: 'text', numLabels: 5 });
    expect(record.expectation).toEqual({ name: 'topics as it describes itself', met: true });
    expect(readFileSync(join(folder, 'labels.txt'), 'utf8')).toBe(
      fixtureTopics.map((name) => `${name}\n`).join(''),
    );
    for (const [split, own, count] of [
      ['train', 'train', 60],
      ['valid', 'validation', 20],
      ['test', 'test', 20],
    ] as const) {
      const expected = Array.from({ length: count }, (_, row) => {
        const { title, body, tags } = fixtureExample(own, row);
        return { id: `${split}-${row}`, text: `${title} ${body}`, labels: [...tags].sort() };
      });
      expect(linesOf(folder, split)).toEqual(expected);
    }
    expect((await prepareHuggingFace({ ...texts, source, folder })).splits).toEqual(record.splits);
  },
);

test('the same labels from names, from a vector, and from a column for each', async () => {
  const { source, folder } = fixture();
  const labelsOf = async (options: Partial<HuggingFaceOptions>): Promise<unknown[]> => {
    const request = {
      source,
      folder,
      text: ['title'],
      labels: ['topics'],
      fresh: true,
      id: 'title',
      ...options,
    };
    await prepareHuggingFace(request);
    return linesOf(folder, 'train').map((line) => (line as { labels: unknown }).labels);
  };
  const expected = await labelsOf({});
  expect(await labelsOf({ labels: ['tags'] })).toEqual(expected);
  const byNumber = await labelsOf({ labels: ['y'], labelVector: true });
  expect(byNumber).toEqual(
    Array.from({ length: 60 }, (_, row) => fixtureExample('train', row).topics.map(String)),
  );
  rmSync(join(source, 'data'), { recursive: true });
  rmSync(join(source, 'README.md'));
  mkdirSync(join(source, 'train'));
  const rows = Array.from({ length: 60 }, (_, row) => {
    const { title, y, tags } = fixtureExample('train', row);
    return JSON.stringify({
      title,
      tags: tags.join(';'),
      ...Object.fromEntries(fixtureTopics.map((name, i) => [name, y[i]])),
    });
  });
  writeFileSync(join(source, 'train', 'part.jsonl'), rows.join('\n'));
  expect(await labelsOf({ labels: fixtureTopics })).toEqual(expected);
  expect(await labelsOf({ labels: ['tags'], labelSeparator: ';' })).toEqual(expected);
});

test('dense features keep their float16 and train as any data set', async () => {
  const { source, folder } = fixture();
  const record = await prepareHuggingFace({ features: 'x', labels: ['topics'], source, folder });
  expect(record.inputs).toBe('dense');
  expect(readFileSync(join(folder, 'train.npy')).length).toBe(128 + 60 * 3 * 2);
  const { splits, labelNames } = await loadPrepared({ folder });
  expect(labelNames).toEqual(fixtureTopics);
  const rows = Array.from({ length: 20 }, (_, row) => fixtureExample('validation', row).x);
  expect(splits.valid.inputs).toEqual({ numRows: 20, numCols: 3, data: Float32Array.from(rows.flat()) });
});

test.each([
  ['text', texts],
  ['dense', { features: 'x', labels: ['tags'] }],
] as const)('stopped anywhere and gone on with, the folder ends up the same: %s', async (_, columns) => {
  const { source, folder } = fixture();
  const whole = `${folder}-whole`;
  let numBlocks = 0;
  const count = (): number => numBlocks++;
  await prepareHuggingFace({ ...columns, source, folder: whole, onProgress: count });
  for (const stopAt of [2, 4]) {
    const controller = new AbortController();
    let steps = 0;
    const onProgress = (): void => {
      if (++steps === stopAt) controller.abort(new Error('stop'));
    };
    const { signal } = controller;
    const run = { ...columns, source, folder, checkpointInterval: 0, onProgress, signal };
    await expect(prepareHuggingFace(run)).rejects.toThrow('stop');
    await expectInputError(() => loadPrepared({ folder }), { code: 'not-prepared' });
    let resumed = 0;
    await prepareHuggingFace({ ...columns, source, folder, onProgress: () => resumed++ });
    expect(resumed).toBeLessThan(numBlocks);
    expect(await contentsOf(folder)).toEqual(await contentsOf(whole));
    rmSync(folder, { recursive: true });
  }
});

test('a missing shard, another number of rows and a damaged file are told apart', async () => {
  const { source, folder } = fixture();
  const shard = join(source, 'data', 'train-00001-of-00002.parquet');
  const prepare = (options: Partial<HuggingFaceOptions> = {}) =>
    prepareHuggingFace({ ...texts, source, folder, ...options });
  const bytes = readFileSync(shard);
  rmSync(shard);
  const missing = await expectInputError(prepare, { code: 'truncated' });
  expect(missing.message).toContain('numbers 1');
  const record = await prepare({ expect: false });
  expect(record.splits.train.count).toBe(30);
  expect(record.expectation?.met).toBe(false);
  writeFileSync(shard, bytes);
  truncateSync(shard, 200);
  await expectInputError(() => prepare({ fresh: true }), { code: 'truncated', file: shard });
  cpSync(join(source, 'data', 'test-00000-of-00001.parquet'), shard);
  const fewer = await expectInputError(() => prepare({ fresh: true }), { code: 'other-counts' });
  expect(fewer.message).toContain('50 examples of the split train instead of 60');
  await expectInputError(() => loadPrepared({ folder }), { code: 'not-prepared' });
  await expectInputError(() => prepare({ labels: ['nothing'], fresh: true }), { code: 'unknown-name' });
  const twice = await expectInputError(() => prepare({ labels: ['y'], fresh: true, expect: false }), {
    code: 'duplicate-label',
  });
  expect(twice.message).toContain('occurs twice in row 0.');
  await expectInputError(() => prepare({ text: ['topics'], fresh: true }), { code: 'syntax' });
  await expectInputError(() => prepare({ source: `${source}-none` }), { code: 'file-not-readable' });
});

test('several configurations: one is to be named, by the README or by its folder', async () => {
  const { source, folder } = fixture();
  const prepare = (configuration?: string) =>
    prepareHuggingFace({ text: ['t'], labels: ['l'], source, folder, configuration, fresh: true });
  rmSync(source, { recursive: true });
  for (const [language, label] of [
    ['en', 'cat'],
    ['fr', 'chat'],
  ] as const) {
    mkdirSync(join(source, language), { recursive: true });
    const columns = {
      t: { type: 'STRING' as const, data: ['a'] },
      l: { type: 'STRING' as const, data: [label] },
    };
    writeFileSync(join(source, language, 'train-00000-of-00001.parquet'), parquetFile(columns));
  }
  await expectInputError(() => prepare(), { code: 'unknown-name' });
  await prepare('fr');
  expect(linesOf(folder, 'train')).toEqual([{ id: 'train-0', text: 'a', labels: ['chat'] }]);
  writeFileSync(
    join(source, 'README.md'),
    '---\nconfigs:\n- config_name: english\n  data_files: en/*\n- config_name: french\n  data_files:\n  - split: train\n    path: [fr/*]\n---\n',
  );
  await expectInputError(() => prepare(), { code: 'unknown-name' });
  await expectInputError(() => prepare('fr'), { code: 'unknown-name' });
  await prepare('english');
  expect(linesOf(folder, 'train')).toEqual([{ id: 'train-0', text: 'a', labels: ['cat'] }]);
});

test('names and counts from dataset_infos.json, and from the metadata of the Parquet files', async () => {
  const { source, folder } = fixture({ sizes: [4, 2, 2] });
  const info = {
    features: {
      topics: { feature: { names: ['A', 'B', 'C', 'D', 'E'], _type: 'ClassLabel' }, _type: 'Sequence' },
    },
    splits: { train: { name: 'train', num_bytes: 9, num_examples: 5 } },
  };
  rmSync(join(source, 'README.md'));
  writeFileSync(join(source, 'dataset_infos.json'), JSON.stringify({ default: info }));
  const prepare = () => prepareHuggingFace({ ...texts, source, folder, fresh: true });
  const error = await expectInputError(prepare, { code: 'other-counts' });
  expect(error.message).toContain('4 examples of the split train instead of 5');
  info.splits.train.num_examples = 4;
  writeFileSync(join(source, 'dataset_infos.json'), JSON.stringify({ default: info }));
  await prepare();
  expect(readFileSync(join(folder, 'labels.txt'), 'utf8')).toBe('A\nB\nC\nD\nE\n');
  rmSync(join(source, 'dataset_infos.json'));
  rmSync(join(source, 'data'), { recursive: true });
  const columns = {
    t: { type: 'STRING' as const, data: ['a', 'b', 'c'] },
    topics: { type: 'INT64' as const, data: [1n, -1n, 0n] },
  };
  const metadata = {
    huggingface: JSON.stringify({
      info: { features: { topics: { names: ['no', 'yes'], _type: 'ClassLabel' } } },
    }),
  };
  writeFileSync(join(source, 'train.parquet'), parquetFile(columns, { metadata }));
  await prepareHuggingFace({ text: ['t'], labels: ['topics'], source, folder, fresh: true });
  expect(linesOf(folder, 'train')).toMatchObject([{ labels: ['yes'] }, { labels: [] }, { labels: ['no'] }]);
});

test('a damaged README or data file is read or refused, and leaves nothing that looks prepared', async () => {
  const { source, folder } = fixture({ format: 'jsonl', sizes: [6, 2, 2] });
  const files = [join(source, 'README.md'), join(source, 'data', 'train-00000-of-00002.jsonl')];
  const contents = files.map((file) => readFileSync(file));
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(1), damages(), async (which, list) => {
      for (const [i, file] of files.entries())
        writeFileSync(file, i === which ? damage(contents[i]!, list) : contents[i]!);
      try {
        await prepareHuggingFace({ ...texts, source, folder: `${folder}${++runs}` });
        await loadPrepared({ folder: `${folder}${runs}`, split: { valid: 0, test: 0 } });
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        expect(existsSync(join(`${folder}${runs}`, 'prepared.json'))).toBe(false);
      }
    }),
    { numRuns: 15 },
  );
});
