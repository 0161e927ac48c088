import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@sbn/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadPrepared } from '../prepared/load-prepared.js';
import { expectInputError } from '../testing/input-errors.js';
import { damage, damages } from '../testing/mutate.js';
import { contentsOf, tempFolder } from '../testing/prepared-folder.js';
import { writeXmcFixture, type XmcFixtureLayout, xmcExample } from '../testing/xmc-fixture.js';
import { knownDataSets } from './known-data-sets.js';
import { prepareXmc, type XmcOptions } from './prepare-xmc.js';

function fixture(layout: XmcFixtureLayout): { source: string; folder: string } {
  const root = tempFolder();
  const source = join(root, 'source');
  writeXmcFixture(source, layout);
  return { source, folder: join(root, 'out') };
}

function linesOf(folder: string, split: string): Record<string, unknown>[] {
  const lines = readFileSync(join(folder, `${split}.jsonl`), 'utf8')
    .split('\n')
    .slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

const topic = (label: number): string => `topic ${'zyxwvut'[label]}`;
const counts = { features: 12, labels: 7, 'training examples': 40, 'test examples': 15 };

test.each([
  ['bag', 0],
  ['matrix', 0],
  ['split-lists', 1],
] as const)('bags of features: %s', async (layout, splitColumn) => {
  const { source, folder } = fixture(layout);
  const record = await prepareXmc({ source, folder, splitColumn });
  expect(record).toMatchObject({ inputs: 'sparse', numLabels: 7, counts, expectation: null });
  const names = readFileSync(join(folder, 'labels.txt'), 'utf8').trim().split('\n');
  expect(names).toEqual(Array.from({ length: 7 }, (_, label) => topic(label)));
  for (const [split, first, count] of [
    ['train', 0, 40],
    ['test', 40, 15],
  ] as const) {
    const expected = Array.from({ length: count }, (_, row) => {
      const { labels, features } = xmcExample(first + row);
      return {
        id: `${split}-${row}`,
        features: { indices: features.map(([index]) => index), values: features.map(([, value]) => value) },
        labels: labels.map(topic).sort(),
      };
    });
    expect(linesOf(folder, split)).toEqual(expected);
  }
  const { inputDim, splits } = await loadPrepared({ folder, split: { valid: 0.25 } });
  expect(inputDim).toBe(12);
  expect(splits.valid.inputs.numRows).toBeGreaterThan(2);
});

test('the other column of the lists is another split', async () => {
  const { source, folder } = fixture('split-lists');
  await prepareXmc({ source, folder });
  expect(linesOf(folder, 'test')[0]!.labels).toEqual(xmcExample(0).labels.map(topic).sort());
  await expectInputError(() => prepareXmc({ source, folder, fresh: true, splitColumn: 2 }), {
    code: 'syntax',
    file: join(source, 'bibtex_trSplit.txt'),
    line: 1,
  });
  const list = join(source, 'bibtex_tstSplit.txt');
  writeFileSync(list, '1\n2\n2\n');
  await expectInputError(() => prepareXmc({ source, folder, fresh: true }), {
    code: 'duplicate-name',
    file: list,
    line: 3,
  });
  writeFileSync(list, '1\n56\n');
  await expectInputError(() => prepareXmc({ source, folder, fresh: true }), {
    code: 'wrong-count',
    file: list,
  });
});

test('texts; labels whose titles are not unique keep their numbers', async () => {
  const { source, folder } = fixture('text');
  const record = await prepareXmc({ source, folder });
  expect(record).toMatchObject({ inputs: 'text', numLabels: 7 });
  expect(readFileSync(join(folder, 'labels.txt'), 'utf8')).toBe('0\n1\n2\n3\n4\n5\n6\n');
  expect(readFileSync(join(folder, 'label-descriptions.txt'), 'utf8')).toMatch(
    /^Topic 0\n(.*\n){4}Topic 0\n/,
  );
  expect(linesOf(folder, 'train')[3]).toEqual({
    id: 'trn3',
    text: 'Title 3 word2 word3',
    labels: ['2', '3'],
  });
});

test('counts of a known data set are asked for by its name', async () => {
  const { source, folder } = fixture('bag');
  const error = await expectInputError(() => prepareXmc({ source, folder, dataSet: 'eurlex-4k' }), {
    code: 'other-counts',
  });
  expect(error.message).toContain('12 features instead of 5,000; 7 labels instead of 3,993');
  expect(error.message).toContain(
    '40 training examples instead of 15,539; 15 test examples instead of 3,809',
  );
  const record = await prepareXmc({ source, folder, dataSet: 'eurlex-4k', expect: false });
  expect(record.expectation).toEqual({ name: knownDataSets['eurlex-4k']!.name, met: false });
  await expectInputError(() => prepareXmc({ source, folder, dataSet: 'eurlex-4k' }), {
    code: 'other-counts',
  });
  await expect(prepareXmc({ source, folder, dataSet: 'eurlex' })).rejects.toThrow(RangeError);
});

test('files that are cut off, disagree, or are not there are told apart', async () => {
  const prepare = async (
    layout: XmcFixtureLayout,
    change: (source: string) => void,
    options: Partial<XmcOptions> = {},
  ) => {
    const { source, folder } = fixture(layout);
    change(source);
    return prepareXmc({ source, folder, ...options });
  };
  const edit = (name: string, edited: (text: string) => string) => (source: string) =>
    writeFileSync(join(source, name), edited(readFileSync(join(source, name), 'utf8')));
  const lastLine = /[^\n]*\n$/;
  const cut = (text: string): string => text.replace(lastLine, '');
  await expectInputError(() => prepare('bag', edit('eurlex_test.txt', cut)), {
    code: 'wrong-count',
    line: 15,
  });
  await expectInputError(
    () =>
      prepare(
        'bag',
        edit('eurlex_test.txt', (text) => text.replace('12 7', '12 8')),
      ),
    { code: 'wrong-count', line: 1 },
  );
  await expectInputError(
    () =>
      prepare(
        'bag',
        edit('eurlex_train.txt', (text) => text.replace(/^.*\n/, '')),
      ),
    { code: 'syntax', line: 1 },
  );
  await expectInputError(() => prepare('bag', edit('Y.txt', cut)), { code: 'wrong-count' });
  await expectInputError(() => prepare('bag', edit('Xf.txt', cut)), { code: 'wrong-count' });
  await expectInputError(() => prepare('matrix', edit('trn_X_Xf.txt', cut)), {
    code: 'wrong-count',
    line: 40,
  });
  await expectInputError(() => prepare('matrix', edit('trn_X_Y.txt', cut)), {
    code: 'wrong-count',
    line: 40,
  });
  await expectInputError(
    () =>
      prepare(
        'matrix',
        edit('tst_X_Y.txt', (text) => text.replace('15 7', '14 7')),
      ),
    { code: 'wrong-count' },
  );
  await expectInputError(
    () =>
      prepare(
        'matrix',
        edit('tst_X_Y.txt', (text) => text.replace('15 7', '15 9')),
      ),
    { code: 'wrong-count' },
  );
  await expectInputError(
    () =>
      prepare(
        'matrix',
        edit('trn_X_Xf.txt', (text) => text.replace('8:1.25', '12:1.25')),
      ),
    { code: 'feature-out-of-range', line: 3 },
  );
  await expectInputError(
    () =>
      prepare(
        'matrix',
        edit('trn_X_Xf.txt', (text) => text.replace('8:1.25', '8:1.25 8:1')),
      ),
    { code: 'duplicate-feature', line: 3 },
  );
  await expectInputError(
    () =>
      prepare('text', (source) =>
        writeFileSync(join(source, 'trn.json.gz'), '{"title":"a","target_ind":[7]}\n'),
      ),
    { code: 'label-out-of-range', line: 1 },
  );
  await expectInputError(
    () =>
      prepare('text', (source) =>
        writeFileSync(join(source, 'trn.json.gz'), '\n{"title":"a","target_ind":[1,1]}\n'),
      ),
    { code: 'duplicate-label', line: 2 },
  );
  await expectInputError(
    () => prepare('text', (source) => writeFileSync(join(source, 'tst.json.gz'), '{"uid":"1"}\n')),
    { code: 'missing-field', line: 1 },
  );
  await expectInputError(() => prepare('text', (source) => rmSync(join(source, 'trn.json.gz'))), {
    code: 'file-not-found',
  });
  await expectInputError(() => prepare('bag', (source) => rmSync(source, { recursive: true })), {
    code: 'file-not-readable',
  });
});

test('stopped between the files and gone on with, the folder ends up the same', async () => {
  const { source, folder } = fixture('matrix');
  const whole = `${folder}-whole`;
  await prepareXmc({ source, folder: whole });
  const controller = new AbortController();
  const onProgress = ({ step, done }: { step: string; done: number }): void => {
    if (step === 'reading train' && done > 0) controller.abort(new Error('stop'));
  };
  await expect(prepareXmc({ source, folder, onProgress, signal: controller.signal })).rejects.toThrow('stop');
  await expectInputError(() => loadPrepared({ folder }), { code: 'not-prepared' });
  expect(linesOf(folder, 'train').length).toBe(40);
  await prepareXmc({ source, folder });
  expect(await contentsOf(folder)).toEqual(await contentsOf(whole));
});

test('a damaged file is read or refused', async () => {
  for (const [layout, name] of [
    ['matrix', 'trn_X_Y.txt'],
    ['text', 'tst.json.gz'],
  ] as const) {
    const { source, folder } = fixture(layout);
    const whole = readFileSync(join(source, name));
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(damages(), async (list) => {
        writeFileSync(join(source, name), damage(whole, list));
        try {
          await prepareXmc({ source, folder: `${folder}${++runs}` });
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
      }),
      { numRuns: 10 },
    );
  }
});
