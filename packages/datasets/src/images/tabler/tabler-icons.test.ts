import { join } from 'node:path';
import { labelCardinality, labelCounts, labelSetAt } from '@sbn/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../testing/batch-rows.js';
import { expectInputError } from '../../testing/input-errors.js';
import { tempTree } from '../../testing/picture-files.js';
import { checkSourceLaws } from '../../testing/source-laws.js';
import type { ImageDataset } from '../image-dataset.js';
import { tablerIcons } from './tabler-icons.js';

const whole = { height: 12, width: 12, split: { valid: 0, test: 0 } } as const;
const names = ['train', 'valid', 'test'] as const;

describe('the icons of @tabler/icons 3.51.0', () => {
  let tags: ImageDataset;
  beforeAll(async () => {
    tags = await tablerIcons({ task: 'tags', ...whole });
  }, 120_000);

  it('597 tags of at least 20 icons, 6.36 per icon', async () => {
    const { splits, numLabels, provenance } = tags;
    expect(provenance.source).toBe('@tabler/icons 3.51.0');
    expect(numLabels).toBe(597);
    expect(splits.train.numExamples).toBe(5111);
    const { mean, max } = labelCardinality(splits.train.labels);
    expect([mean.toFixed(2), max]).toEqual(['6.36', 16]);
    expect(Math.min(...labelCounts(splits.train.labels))).toBe(20);
    const all = await tablerIcons({ task: 'tags', ...whole, unlabelled: 'unknown' });
    expect(all.splits.train.numExamples).toBe(5233);
    expect(all.splits.train.labels.indices.length).toBe(splits.train.labels.indices.length);
  });

  it('41 categories of 8 to 796 icons; small, unknown and unseen ones are empty sets', async () => {
    const all = await tablerIcons({ task: 'categories', ...whole });
    expect(all.numLabels).toBe(41);
    const counts = labelCounts(all.splits.train.labels);
    expect([counts.length, Math.min(...counts), Math.max(...counts)]).toEqual([41, 8, 796]);
    const options = { smallCategories: 60, unknown: ['Letters'], unseen: ['Brand', 'Zodiac'] };
    const { splits, labelNames } = await tablerIcons({ ...whole, task: 'categories', split: {}, ...options });
    const large = [...counts].filter((count) => count >= 60).length;
    expect(labelNames).toHaveLength(large - 2);
    const unseen = new Set([
      ...all.splits.train.files.filter((_, row) =>
        ['Brand', 'Zodiac'].includes(all.labelNames[labelSetAt(all.splits.train.labels, row)[0]!]!),
      ),
    ]);
    expect(unseen.size).toBe(378 + 12);
    for (const name of names) {
      const { files, labels } = splits[name];
      expect(files.some((file) => unseen.has(file))).toBe(name === 'test');
      const isUnknown = files.filter((_, row) => labelSetAt(labels, row).length === 0);
      expect(isUnknown.length).toBeGreaterThan(20);
    }
    const total = names.reduce((sum, name) => sum + splits[name].numExamples, 0);
    expect(total).toBe(5233);
  });

  it('draws black lines on white, each size once', async () => {
    const { splits } = tags;
    const row = splits.train.files.indexOf('square');
    for await (const { inputs } of splits.train.batches({ batchSize: row + 1 })) {
      const { data } = inputs as { data: Float32Array };
      const at = (y: number, x: number): number => data[row * 144 + y * 12 + x]!;
      // A square of 18 of 24 units, drawn with lines of 2: dark at 1.5 pixels from the edge, white inside and out.
      expect([at(0, 0), at(6, 6)]).toEqual([1, 1]);
      expect(Math.min(at(1, 6), at(2, 6))).toBeLessThan(0.6);
      break;
    }
    const start = performance.now();
    const again = await tablerIcons({ task: 'tags', ...whole });
    expect(performance.now() - start).toBeLessThan(3000);
    expect(again.splits.train.files).toEqual(splits.train.files);
  });
});

const outline = { outline: {} };
const list = JSON.stringify({
  b: { name: 'b', category: 'Two', tags: ['x', 7, 'x'], styles: outline },
  a: { name: 'a', category: 'One', tags: ['x', '7'], styles: outline },
  c: { name: 'c', category: 'One', tags: [], styles: outline },
  f: { name: 'f', category: 'One', tags: ['x'], styles: { filled: {} } },
});
const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><rect width="24" height="12"/></svg>';
const copy = {
  'icons.json': list,
  'package.json': '{"version":"1.0.0"}',
  'icons/outline/a.svg': svg,
  'icons/outline/b.svg': svg,
  'icons/outline/c.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"/>',
};

it('another copy of the package: numbers are tags, too, none twice; icons without an outline are none', async () => {
  const folder = tempTree(copy);
  const options = { folder, height: 4, width: 2, split: { valid: 0, test: 0 }, minLabelCount: 2 } as const;
  const { splits, labelNames } = await tablerIcons({ task: 'tags', ...options, unlabelled: 'unknown' });
  expect(labelNames).toEqual(['7', 'x']);
  expect(splits.train.files).toEqual(['a', 'b', 'c']);
  const rows = await rowsOf(splits.train.batches({ batchSize: 3 }));
  expect(rows).toEqual(['0,1 | 1 1 0 0 1 1 1 1', '0,1 | 1 1 0 0 1 1 1 1', ' | 1 1 1 1 1 1 1 1']);
});

it('keeps the laws of sources', async () => {
  const icons = Array.from({ length: 30 }, (_, i) => `i${String(i).padStart(2, '0')}`);
  const folder = tempTree({
    'package.json': '{}',
    'icons.json': JSON.stringify(
      icons.map((name, i) => ({ name, category: `c${i % 3}`, tags: [], styles: outline })),
    ),
    ...Object.fromEntries(
      icons.map((name, i) => [
        `icons/outline/${name}.svg`,
        `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><rect width="24" height="24" fill="rgb(${i},${i},${i})"/></svg>`,
      ]),
    ),
  });
  const { splits } = await tablerIcons({ ...whole, task: 'categories', folder, height: 1, width: 1 });
  const expected = icons.map((_, i) => `${i % 3} | ${Math.fround(i / 255)}`);
  await checkSourceLaws(splits.train, expected);
});

it('says what is wrong', async () => {
  const folder = tempTree(copy);
  const task = 'categories';
  for (const options of [
    { task: 'x' as 'tags' },
    { task: 'tags', minLabelCount: 0 },
    { task: 'tags', minLabelCount: 99 },
    { task: 'tags', unlabelled: 'x' as 'drop' },
    { task, smallCategories: -1 },
    { task, smallCategories: 99 },
    { task, height: 0 },
    { task, split: { valid: 0.5, test: 0.5 } },
  ] as const) {
    await expect(tablerIcons({ folder, ...options })).rejects.toThrow(RangeError);
  }
  await expect(tablerIcons({ folder, task, unseen: ['Three'] })).rejects.toThrow(
    'there is no category "Three"; there are One, Two',
  );
  await expectInputError(() => tablerIcons({ folder: join(folder, 'none'), task }), {
    code: 'file-not-readable',
    file: join(folder, 'none', 'icons.json'),
  });
  const wrong = (files: Record<string, string>) =>
    tablerIcons({ folder: tempTree({ ...copy, ...files }), task, split: { valid: 0, test: 0 } });
  await expectInputError(() => wrong({ 'icons.json': '{' }), { code: 'syntax' });
  await expectInputError(() => wrong({ 'icons.json': '{"a":{}}' }), { code: 'syntax' });
  await expectInputError(() => wrong({ 'icons.json': '{}' }), { code: 'empty-file' });
  await expectInputError(() => wrong({ 'icons/outline/b.svg': '<svg' }), { code: 'bad-picture' });
  const aborted = AbortSignal.abort(new Error('enough'));
  await expect(tablerIcons({ folder, task, height: 77, width: 77, signal: aborted })).rejects.toThrow(
    'enough',
  );
});
