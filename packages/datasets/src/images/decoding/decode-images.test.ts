import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectNoThreads, requireBuiltWorker } from '../../testing/built-worker.js';
import { expectInputError } from '../../testing/input-errors.js';
import { plainPicture, tempTree } from '../../testing/picture-files.js';
import { decodeImage } from './decode-image.js';
import { type DecodedImage, decodeImages } from './decode-images.js';

const preparation = { height: 4, width: 4, channels: 3, mean: 0.5 } as const;

async function folderOf(count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, i) => `${i}.png`);
  const contents = await Promise.all(names.map((_, i) => plainPicture([i % 256, 0, 255 - (i % 256)])));
  const folder = tempTree(Object.fromEntries(names.map((name, i) => [name, contents[i]!])));
  return names.map((name) => join(folder, name));
}

async function collect(images: AsyncIterable<DecodedImage>): Promise<DecodedImage[]> {
  const all: DecodedImage[] = [];
  for await (const image of images) all.push(image);
  return all;
}

beforeAll(requireBuiltWorker);

describe('decodeImages', () => {
  it('gives what decodeImage gives, in order, with and without threads', async () => {
    const files = await folderOf(50);
    const expected = await Promise.all(files.map((file) => decodeImage(file, preparation)));
    for (const workers of [0, 1, 2]) {
      for (const prefetch of [1, 20]) {
        const images = await collect(decodeImages(files, preparation, { workers, prefetch }));
        expect(images.map(({ file }) => file)).toEqual(files);
        expect(images.map(({ pixels }) => pixels)).toEqual(expected);
      }
    }
    await expectNoThreads();
  });

  it('reports a file that is no picture in its place, or ends with it', async () => {
    const files = await folderOf(20);
    const bad = join(tempTree({ 'bad.jpg': 'text' }), 'bad.jpg');
    files.splice(11, 0, bad);
    for (const workers of [0, 1]) {
      const images = await collect(decodeImages(files, preparation, { workers }));
      expect(images.flatMap(({ error }, i) => (error === undefined ? [] : [i]))).toEqual([11]);
      expect(images[11]!.error).toMatchObject({ code: 'unsupported', file: bad });
      let numBefore = 0;
      await expectInputError(
        async () => {
          for await (const _ of decodeImages(files, preparation, { workers, onCorrupt: 'fail' })) numBefore++;
        },
        { code: 'unsupported', file: bad },
      );
      expect(numBefore).toBe(11);
    }
    await expectNoThreads();
  });

  it('reads an endless list only as far ahead as it may, and leaves no thread when it is left or aborted', async () => {
    const [file] = (await folderOf(1)) as [string];
    let read = 0;
    let closed = 0;
    async function* endless(): AsyncGenerator<string> {
      try {
        for (;;) {
          read++;
          yield file;
        }
      } finally {
        closed++;
      }
    }
    let taken = 0;
    for await (const { pixels } of decodeImages(endless(), preparation, { workers: 2, prefetch: 32 })) {
      expect(pixels!.length).toBe(48);
      taken++;
      await new Promise((resolve) => setTimeout(resolve, 2));
      expect(read - taken).toBeLessThanOrEqual(32 + 8);
      if (taken === 60) break;
    }
    await expectNoThreads();
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 150);
    const { signal } = controller;
    await expect(collect(decodeImages(endless(), preparation, { workers: 2, signal }))).rejects.toThrow(
      'enough',
    );
    expect(closed).toBe(2);
    await expectNoThreads();
  });

  it('refuses options that cannot be', () => {
    for (const options of [
      { workers: -1 },
      { workers: 1.5 },
      { prefetch: 0 },
      { onCorrupt: 'x' as 'skip' },
    ]) {
      expect(() => decodeImages([], preparation, options)).toThrow(RangeError);
    }
    expect(() => decodeImages([], { height: 0 })).toThrow(
      'decodeImages: height must be an integer in [1, 4096]',
    );
  });
});
