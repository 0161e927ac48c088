import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@sbn/core';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createImageEmbedder } from './create-image-embedder.js';
import type { Embedder, EmbedderOptions } from './embedder.js';
import { tempFolder } from './testing/temp-folder.js';
import { writeTinyImageModel } from './testing/tiny-image-model.js';

async function embedder(
  form: 'map' | 'patches',
  options: Partial<EmbedderOptions> = {},
): Promise<Embedder<string | Uint8Array>> {
  const model = await writeTinyImageModel(await tempFolder(), form);
  const created = await createImageEmbedder({ model, threads: 1, ...options });
  onTestFinished(() => created.dispose());
  return created;
}

function plain(
  r: number,
  g: number,
  b: number,
  options: { width?: number; height?: number; alpha?: number } = {},
): Promise<Uint8Array> {
  const { width = 6, height = 3, alpha } = options;
  const background = alpha === undefined ? { r, g, b } : { r, g, b, alpha };
  return sharp({ create: { width, height, channels: alpha === undefined ? 3 : 4, background } })
    .png()
    .toBuffer();
}

/** What the preprocessor makes of a channel. */
const pixel = (value: number): number => (value / 255 - 0.5) / 0.5;

function closeTo(row: Iterable<number>, expected: readonly number[]): void {
  const found = [...row];
  expect(found.length).toBe(expected.length);
  for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i]!, 5);
}

describe('createImageEmbedder', () => {
  it('takes the mean over the places of a map, or what the model itself gives', async () => {
    const pictures = [await plain(255, 0, 51), await plain(0, 102, 204, { width: 9, height: 9 })];
    const colours = [255, 0, 51, 0, 102, 204].map(pixel);
    const map = await embedder('map');
    expect(map.dim).toBe(3);
    closeTo(
      await map.embed(pictures),
      colours.map((value) => 2 * value),
    );
    const pooled = await embedder('map', { pooling: 'none' });
    closeTo(await pooled.embed(pictures), colours);
  });

  it('takes the first patch, or their mean', async () => {
    // The first of 4 × 4 places is red, the others are black.
    const bytes = new Uint8Array(48);
    bytes[0] = 255;
    const picture = await sharp(bytes, { raw: { width: 4, height: 4, channels: 3 } })
      .png()
      .toBuffer();
    closeTo(await (await embedder('patches')).embed([picture]), [2, -2, -2]);
    const mean = await embedder('patches', { pooling: 'mean' });
    closeTo(await mean.embed([picture]), [(2 - 15 * 2) / 16, -2, -2]);
  });

  it('lets every pixel count when a picture is made smaller', async () => {
    // Columns of black and white: single points of them would be all the one or all the other.
    const bytes = Uint8Array.from({ length: 32 * 32 }, (_, i) => (i % 2) * 255);
    const stripes = await sharp(bytes, { raw: { width: 32, height: 32, channels: 1 } })
      .png()
      .toBuffer();
    const { ready } = await embedder('map');
    const { data, shape } = await ready(stripes);
    expect(shape).toEqual([3, 4, 4]);
    for (const value of data) expect(Math.abs(value)).toBeLessThan(0.05);
  });

  it('reads files, grey pictures, and pictures with an opacity', async () => {
    const folder = await tempFolder();
    const [file, grey] = [join(folder, 'a.webp'), join(folder, 'grey.png')];
    await sharp(await plain(51, 51, 51))
      .webp({ lossless: true })
      .toFile(file);
    await sharp(new Uint8Array(25).fill(51), { raw: { width: 5, height: 5, channels: 1 } }).toFile(grey);
    const { embed } = await embedder('map', { pooling: 'none' });
    const rows = await embed([file, grey, await plain(51, 51, 51, { alpha: 0.5 })]);
    closeTo(
      rows,
      Array.from({ length: 9 }, () => pixel(51)),
    );
  });

  it('names a picture that cannot be read', async () => {
    const folder = await tempFolder();
    const damaged = join(folder, 'damaged.png');
    await writeFile(damaged, (await plain(1, 2, 3)).subarray(0, 40));
    const { ready } = await embedder('map');
    for (const [file, message] of [
      [damaged, /damaged\.png: The picture cannot be read: /],
      [join(folder, 'gone.png'), /gone\.png: There is no such picture/],
      [folder, /The picture cannot be read: EISDIR/],
    ] as const) {
      await expect(ready(file)).rejects.toThrow(InputError);
      await expect(ready(file)).rejects.toThrow(message);
    }
  });

  it('says what is wrong with a model', async () => {
    await expect(embedder('map', { pooling: 'cls' })).rejects.toThrow(
      /pooling cls does not fit an output of the shape \[1, 3, 4, 4\]: expected mean/,
    );
    await expect(embedder('patches', { pooling: 'none' })).rejects.toThrow(/pooling none does not fit/);
    const model = await writeTinyImageModel(await tempFolder());
    await writeFile(join(model, 'preprocessor_config.json'), 'no');
    await expect(createImageEmbedder({ model })).rejects.toThrow(
      /preprocessor_config\.json: the file is not valid JSON/,
    );
  });
});
