import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labelSetAt } from '@sbn/core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { batchesOf, rowsOf } from '../../testing/batch-rows.js';
import { expectNoThreads, requireBuiltWorker } from '../../testing/built-worker.js';
import { expectInputError, inputErrorOf } from '../../testing/input-errors.js';
import { plainPicture, tempTree } from '../../testing/picture-files.js';
import { checkSourceLaws } from '../../testing/source-laws.js';
import type { ImageDataset, ImageSource } from '../image-dataset.js';
import type { ImageFolderOptions } from './image-folder-options.js';
import { openImageFolder } from './open-image-folder.js';

const black = await plainPicture(0);
const all = { height: 2, width: 2, workers: 0, split: { valid: 0, test: 0 } } as const;

/** A data set that is closed when the test ends. */
async function open(folder: string, options: ImageFolderOptions = {}): Promise<ImageDataset> {
  const dataset = await openImageFolder(folder, { ...all, ...options });
  onTestFinished(() => dataset.close());
  return dataset;
}

/** The class of each picture by its path. */
function classesOf({ files, labels }: ImageSource, folder: string, names: readonly string[]) {
  return Object.fromEntries(
    files.map((file, row) => [
      file.slice(folder.length + 1),
      Array.from(labelSetAt(labels, row), (label) => names[label]).join(),
    ]),
  );
}

beforeAll(requireBuiltWorker);
describe('openImageFolder: what folders mean', () => {
  it('a folder for each class, by name; unknown is an empty set; _x is left out; nested pictures belong to the class', async () => {
    const folder = tempTree({
      'zebra/1.png': black,
      'Zebra/1.JPG': await plainPicture(0, { format: 'jpeg' }),
      'ant/deep/er/2.webp': await plainPicture(0, { format: 'webp' }),
      'ant/1.png': black,
      'ant/_old/3.png': black,
      'ant/notes.txt': 'not a picture by its name',
      'unknown/what/1.png': black,
      '_raw/1.png': black,
      '.hidden/1.png': black,
    });
    const { splits, labelNames, numLabels, skipped, name, provenance, ...rest } = await open(folder, {
      channels: 3,
    });
    expect(labelNames).toEqual(['Zebra', 'ant', 'zebra']);
    expect(classesOf(splits.train, folder, labelNames)).toEqual({
      'Zebra/1.JPG': 'Zebra',
      'ant/1.png': 'ant',
      'ant/deep/er/2.webp': 'ant',
      'unknown/what/1.png': '',
      'zebra/1.png': 'zebra',
    });
    expect(skipped).toEqual([]);
    expect(numLabels).toBe(3);
    expect(name).toBe(folder.replace(/^.*\//, ''));
    expect(rest).toMatchObject({
      inputKind: 'dense',
      inputDim: 12,
      shape: { height: 2, width: 2, channels: 3 },
    });
    expect(provenance.counts).toEqual({ train: 5, valid: 0, test: 0, droppedLabels: 0 });
    expect(JSON.parse(JSON.stringify(provenance))).toEqual(provenance);
  });

  it('train, valid and test of their own; classes are those of train', async () => {
    const files = {
      'train/a/1.png': black,
      'train/b/1.png': black,
      'train/unknown/1.png': black,
      'valid/b/1.png': black,
      'test/a/1.png': black,
      'test/unknown/x.png': black,
    };
    const folder = tempTree(files);
    const { splits, labelNames } = await open(folder, { split: { valid: 0 } });
    expect(labelNames).toEqual(['a', 'b']);
    expect(classesOf(splits.train, folder, labelNames)).toEqual({
      'train/a/1.png': 'a',
      'train/b/1.png': 'b',
      'train/unknown/1.png': '',
    });
    expect(classesOf(splits.valid, folder, labelNames)).toEqual({ 'valid/b/1.png': 'b' });
    expect(classesOf(splits.test, folder, labelNames)).toEqual({
      'test/a/1.png': 'a',
      'test/unknown/x.png': '',
    });
    await expect(open(folder, { split: { valid: 0.2 } })).rejects.toThrow(
      'split.valid is 0.2, but valid has a folder of its own',
    );
    // A class that happens to be called train.
    const vehicles = tempTree({ 'train/1.png': black, 'car/1.png': black });
    expect((await open(vehicles)).labelNames).toEqual(['car', 'train']);
    const twoKinds = tempTree({ 'train/a/1.png': black, 'test/a/1.png': black });
    expect((await open(twoKinds, { layout: 'classes' })).labelNames).toEqual(['test', 'train']);
    const more = tempTree({ ...files, 'test/c/1.png': black });
    const { message } = await inputErrorOf(() => openImageFolder(more, { workers: 0 }));
    expect(message).toContain('The class "c" is in test, but not in train. Name it in unknown or unseen');
    const opened = await open(more, { unseen: ['c', 'b'] });
    expect(opened.labelNames).toEqual(['a']);
    expect(classesOf(opened.splits.test, more, ['a'])).toMatchObject({ 'test/c/1.png': '' });
    expect(opened.splits.train.files).toHaveLength(2);
  });

  it('classes of two folders, unknown and unseen by name or glob', async () => {
    const paths = ['x/1/a.png', 'x/2/a.png', 'y/1/a.png', 'y/2/b.png', 'z/1/a.png', 'unknown/a.png'];
    const folder = tempTree(Object.fromEntries([...paths, 'x/stray.png'].map((path) => [path, black])));
    const { splits, labelNames, skipped } = await open(folder, {
      classDepth: 2,
      unknown: ['y/*'],
      unseen: ['z'],
    });
    expect(labelNames).toEqual(['x/1', 'x/2']);
    expect(classesOf(splits.train, folder, labelNames)).toEqual({
      'x/1/a.png': 'x/1',
      'x/2/a.png': 'x/2',
      'y/1/a.png': '',
      'y/2/b.png': '',
      'unknown/a.png': '',
    });
    expect(classesOf(splits.test, folder, labelNames)).toEqual({ 'z/1/a.png': '' });
    expect(skipped).toEqual([
      { file: join(folder, 'x/stray.png'), reason: 'The picture is not in 2 folders that name a class.' },
    ]);
    await expect(open(folder, { classDepth: 2, unknown: ['q/*'] })).rejects.toThrow(
      'openImageFolder: unknown: "q/*" names no class folder; there are x/1, x/2, y/1, y/2, z/1',
    );
    await expect(open(folder, { unseen: 'x' as unknown as string[] })).rejects.toThrow(TypeError);
  });

  it('splits by a hash of the path alone: wherever the folder is, whatever else is in it', async () => {
    const names = Array.from({ length: 60 }, (_, i) => `c${i % 3}/${i}.png`);
    const one = tempTree(Object.fromEntries(names.map((name) => [name, black])));
    const two = tempTree(Object.fromEntries([...names.slice(0, 40), 'c0/new.png'].map((n) => [n, black])));
    const split = { seed: 4, valid: 0.2, test: 0.2 };
    const [first, second] = [await open(one, { split }), await open(two, { split })];
    for (const part of ['train', 'valid', 'test'] as const) {
      expect(first.splits[part].numExamples).toBeGreaterThan(5);
      const kept = first.splits[part].files.map((file) => file.slice(one.length + 1));
      expect(
        second.splits[part].files.map((file) => file.slice(two.length + 1)).filter((n) => n !== 'c0/new.png'),
      ).toEqual(kept.filter((name) => names.indexOf(name) < 40));
    }
    expect(first.provenance.options.split).toEqual(split);
  });
});

describe('openImageFolder: files that are no pictures', () => {
  async function hostileFolder(): Promise<string> {
    const jpeg = await plainPicture(100, { format: 'jpeg', height: 64, width: 64 });
    const folder = tempTree({
      'a/good.png': black,
      'a/empty.png': '',
      'a/text.jpg': 'hello',
      'a/cut.jpg': jpeg.subarray(0, jpeg.length / 2),
      'a/old.gif': 'GIF89a',
      'b/good.jpg': jpeg,
      'stray.png': black,
    });
    mkdirSync(join(folder, 'a/folder.png'));
    writeFileSync(join(folder, 'a/folder.png/in.png'), black);
    symlinkSync('nowhere', join(folder, 'a/gone.png'));
    symlinkSync('loop.png', join(folder, 'a/loop.png'));
    symlinkSync('..', join(folder, 'b/up'));
    symlinkSync('../a/good.png', join(folder, 'b/link.png'));
    execFileSync('mkfifo', [join(folder, 'b/pipe.png')]);
    return folder;
  }

  it.each([0, 1])('are reported with their reason and left out (workers: %i)', async (workers) => {
    const folder = await hostileFolder();
    const { splits, labelNames, skipped } = await open(folder, { workers });
    expect(classesOf(splits.train, folder, labelNames)).toEqual({
      'a/good.png': 'a',
      'b/good.jpg': 'b',
      'b/link.png': 'b',
    });
    expect(
      skipped.map(({ file, reason }) => [file.slice(folder.length + 1), reason.replace(/ \(.*/, '')]),
    ).toEqual([
      ['a/cut.jpg', 'The picture is cut off'],
      ['a/empty.png', 'The file is empty.'],
      ['a/folder.png', 'This is a folder with the name of a picture.'],
      ['a/gone.png', 'The link leads nowhere'],
      ['a/loop.png', 'The link leads nowhere'],
      ['a/old.gif', 'Only JPEG, PNG and WebP pictures are read, not .gif files.'],
      ['a/text.jpg', 'The file is not a JPEG, PNG or WebP picture: it starts with "hello".'],
      ['b/pipe.png', 'This is not a regular file.'],
      ['b/up', 'The link leads back to a folder it is in.'],
      ['stray.png', 'The picture is not in a class folder.'],
    ]);
    expect(splits.train.numExamples).toBe(3);
    expect(await rowsOf(splits.train.batches({ batchSize: 2 }))).toHaveLength(3);
  });

  it('or end it, with the file', async () => {
    const folder = await hostileFolder();
    await inputErrorOf(() => openImageFolder(folder, { ...all, onCorrupt: 'fail' }));
    const damaged = tempTree({ 'a/1.png': black, 'a/2.png': 'text' });
    await expectInputError(() => openImageFolder(damaged, { ...all, workers: 1, onCorrupt: 'fail' }), {
      code: 'unsupported',
      file: join(damaged, 'a/2.png'),
    });
  });

  it('no folder, a file, no classes, nothing left for training', async () => {
    const folder = tempTree({ 'stray.png': black, 'file.txt': '' });
    await expectInputError(() => openImageFolder(join(folder, 'none')), { code: 'file-not-found' });
    await expectInputError(() => openImageFolder(join(folder, 'file.txt')), { code: 'file-not-readable' });
    await expectInputError(() => openImageFolder(folder), { code: 'missing-labels', file: folder });
    await expectInputError(() => openImageFolder(tempTree({})), { code: 'missing-labels' });
    const bad = tempTree({ 'a/1.png': 'x', 'a/2.png': 'y' });
    const { message } = await inputErrorOf(() => openImageFolder(bad, all));
    expect(message).toContain('No picture is left for training. 2 files were left out: The file is not');
    for (const options of [
      { classDepth: 0 },
      { cacheBytes: -1 },
      { layout: 'x' as 'splits' },
      { workers: 0.5 },
    ]) {
      await expect(openImageFolder(folder, options)).rejects.toThrow(RangeError);
    }
    await expect(openImageFolder(7 as unknown as string)).rejects.toThrow(TypeError);
    await expect(openImageFolder(folder, null as unknown as object)).rejects.toThrow(TypeError);
  });

  it('a picture that is damaged after the folder was opened is an error, not a shorter epoch', async () => {
    const folder = tempTree({ 'a/1.png': black, 'a/2.png': black });
    const { splits } = await open(folder, { cacheBytes: 0 });
    writeFileSync(join(folder, 'a/2.png'), 'text');
    await expectInputError(() => rowsOf(splits.train.batches({ batchSize: 1 })), {
      code: 'unsupported',
      file: join(folder, 'a/2.png'),
    });
  });
});

describe('openImageFolder: batches', () => {
  const numPictures = 40;
  async function colourful(): Promise<string> {
    const pictures = await Promise.all(
      Array.from({ length: numPictures }, (_, i) => plainPicture([6 * i, 255 - 6 * i, i])),
    );
    return tempTree(
      Object.fromEntries(
        pictures.map((bytes, i) => [`${i % 5 === 0 ? 'unknown' : `c${i % 3}`}/${i}.png`, bytes]),
      ),
    );
  }

  it('keep the laws of sources, whatever is cached', async () => {
    const folder = await colourful();
    const expected = await rowsOf(
      (await open(folder, { channels: 3 })).splits.train.batches({ batchSize: 100 }),
    );
    expect(new Set(expected).size).toBe(numPictures);
    for (const cacheBytes of [0, 100, 1e6]) {
      const { splits } = await open(folder, { channels: 3, cacheBytes, workers: 1, prefetch: 10 });
      await checkSourceLaws(splits.train, expected);
    }
  });

  it('what is cached is not read again', async () => {
    const folder = await colourful();
    const { splits } = await open(folder, { channels: 3, cacheBytes: 12 * 30 });
    const before = await rowsOf(splits.train.batches({ batchSize: 100 }));
    for (const file of splits.train.files.slice(0, 30)) rmSync(file);
    expect(await rowsOf(splits.train.batches({ batchSize: 7 }))).toEqual(before);
    rmSync(splits.train.files[30]!);
    await expect(rowsOf(splits.train.batches({ batchSize: 7 }))).rejects.toThrow('There is no such file.');
  });

  it('augment training pictures where they are shuffled: the same for the same seed and epoch, however it is read', async () => {
    const folder = await colourful();
    const options = { channels: 3, split: { valid: 0.2, test: 0.2 } } as const;
    const augment = { brightness: 0.3, rotate: 20, flip: true };
    const plain = await open(folder, options);
    const varied = await open(folder, { ...options, augment });
    const again = await open(folder, { ...options, augment, cacheBytes: 0, workers: 1 });
    const shuffle = { seed: 1, epoch: 2 };
    const rows = (source: ImageSource, epoch: number, skip = 0) =>
      rowsOf(source.batches({ batchSize: 4, shuffle: { seed: 1, epoch }, skip }));
    const epoch = await rows(varied.splits.train, 2);
    expect(await rows(again.splits.train, 2)).toEqual(epoch);
    expect(await rows(varied.splits.train, 2, 3)).toEqual(epoch.slice(12));
    expect(await rows(varied.splits.train, 3)).not.toEqual(epoch);
    const bare = await rows(plain.splits.train, 2);
    epoch.forEach((row, i) => {
      expect(row).not.toBe(bare[i]);
      expect(row.split(' | ')[0]).toBe(bare[i]!.split(' | ')[0]);
    });
    for (const name of ['valid', 'test'] as const) {
      expect(varied.splits[name].numExamples).toBeGreaterThan(2);
      expect(await rows(varied.splits[name], shuffle.epoch)).toEqual(
        await rows(plain.splits[name], shuffle.epoch),
      );
    }
    expect(await rowsOf(varied.splits.train.batches({ batchSize: 9 }))).toEqual(
      await rowsOf(plain.splits.train.batches({ batchSize: 9 })),
    );
  });

  it('are the pictures, with any sizes and numbers of pictures', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 30 }),
        async (greys, batchSize, prefetch) => {
          const pictures = await Promise.all(greys.map((grey) => plainPicture(grey)));
          const names = greys.map((_, i) => `a/${String(i).padStart(3, '0')}.png`);
          const folder = tempTree(Object.fromEntries(names.map((name, i) => [name, pictures[i]!])));
          const { splits } = await openImageFolder(folder, {
            ...all,
            prefetch,
            cacheBytes: 4 * (batchSize - 1),
          });
          const batches = await batchesOf(splits.train.batches({ batchSize }));
          const values = batches.flatMap(({ inputs }) => Array.from((inputs as { data: Float32Array }).data));
          expect(values.map((value) => Math.round(value * 255))).toEqual(
            greys.flatMap((grey) => [grey, grey, grey, grey]),
          );
        },
      ),
      { numRuns: 15 },
    );
  });

  it('stop with the signal, and end with close()', async () => {
    const folder = await colourful();
    const controller = new AbortController();
    const opening = openImageFolder(folder, {
      ...all,
      workers: 2,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(opening).rejects.toThrow('enough');
    await expectNoThreads();
    const { splits, close } = await openImageFolder(folder, { ...all, workers: 2, cacheBytes: 0 });
    const batches = splits.train.batches({ batchSize: 4 })[Symbol.asyncIterator]();
    await batches.next();
    await close();
    await close();
    await expectNoThreads();
    await expect(rowsOf(splits.train.batches({ batchSize: 4 }))).rejects.toThrow(
      'The pictures have been closed: open them again.',
    );
  });
});

it('10,000 pictures are read in bounded memory', { timeout: 300_000 }, async () => {
  const folder = tempTree({ 'a/0.png': black });
  for (let i = 1; i < 10_000; i++) linkSync(join(folder, 'a/0.png'), join(folder, `a/${i}.png`));
  // Kept as bytes the pictures would be 276 MB, as float32 1.1 GB.
  const size = { height: 96, width: 96, channels: 3 } as const;
  let most = 0;
  const watch = (): void => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  // What sharp takes once is not what is asked about.
  await open(tempTree({ 'a/0.png': black }), { ...size, workers: 1 });
  const before = process.memoryUsage.rss();
  most = 0;
  const { splits, close } = await openImageFolder(folder, {
    ...all,
    ...size,
    workers: 1,
    cacheBytes: 2 ** 24,
    onProgress: watch,
  });
  expect(splits.train.numExamples).toBe(10_000);
  let numRead = 0;
  for await (const { inputs } of splits.train.batches({ batchSize: 32, shuffle: { seed: 1, epoch: 0 } })) {
    numRead += inputs.numRows;
    watch();
    if (numRead > 2000) break;
  }
  await close();
  expect(most - before).toBeLessThan(150 * 2 ** 20);
});
