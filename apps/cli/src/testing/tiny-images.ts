import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRandom, type Random } from '@sbn/core';
import sharp from 'sharp';
import { newFolder } from './tiny-experiment.js';

/** How large {@link writeTinyImages} makes it. */
export interface TinyImagesOptions {
  readonly perClass?: number;
  readonly epochs?: number;
  /** The heads, as YAML. */
  readonly heads?: string;
  readonly seeds?: readonly number[];
}

/** Rows and columns of a picture. */
const size = 12;

/** Whether a pixel is black: x and y from 0, and where the figure is. */
type Figure = (x: number, y: number, at: number) => boolean;

const figures: Readonly<Record<string, Figure>> = {
  beam: (_, y, at) => y === at || y === at + 1,
  pole: (x, _, at) => x === at || x === at + 1,
  slope: (x, y, at) => Math.abs(x - y + at - 5) <= 1,
  'odd/cross': (x, y, at) => x === at || y === at,
  'odd/dots': (x, y, at) => (x + at) % 3 === 0 && (y + at) % 3 === 0,
  'odd/frame': (x, y, at) => (x === at || x === size - 1 || y === at || y === size - 1) && x >= at && y >= at,
};

/** Draws one picture of a figure, in its place and with noise, as the bytes of a PNG file. */
export function drawFigure(name: string, random: Random): Promise<Uint8Array> {
  const at = 1 + random.int(size - 4);
  const pixels = Uint8Array.from({ length: size * size }, (_, i) => {
    const isBlack = figures[name]!(i % size, Math.floor(i / size), at);
    return (isBlack ? 20 : 235) + random.int(21) - 10;
  });
  return sharp(pixels, { raw: { width: size, height: size, channels: 1 } })
    .png()
    .toBuffer();
}

/**
 * Writes a folder of pictures of three figures to know, of two that are unknown and of one that only the test has, with a
 * file that is no picture, and an experiment with image classifiers on it.
 *
 * @returns the folder; the configuration is `tiny.yaml` and the pictures are in `pictures`
 */
export async function writeTinyImages(options: TinyImagesOptions = {}): Promise<string> {
  const { perClass = 40, epochs = 8, seeds = [0] } = options;
  const { heads = '  - { kind: averaged-sigmoid }\n  - { kind: softmax }\n' } = options;
  const folder = await newFolder();
  const random = createRandom([7, 'tiny pictures']);
  for (const name of Object.keys(figures)) {
    for (let i = 0; i < perClass; i++) {
      const file = join(folder, 'pictures', name.startsWith('odd/') ? name : `plain/${name}`, `${i}.png`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, await drawFigure(name, random));
    }
  }
  await writeFile(join(folder, 'pictures', 'plain', 'beam', 'no-picture.jpg'), 'These are words.');
  await writeFile(
    join(folder, 'tiny.yaml'),
    `task: images
name: tiny
data:
  kind: folder
  folder: pictures
  classDepth: 2
  height: ${size}
  width: ${size}
  mean: 0.9
  deviation: 0.3
  workers: 0
  split: { valid: 0.2, test: 0.2 }
  unknown: [odd/cross, odd/dots]
  unseen: [odd/frame]
encoder: { blocks: [{ filters: 4 }, { filters: 8 }] }
heads:
${heads}seeds: [${seeds.join(', ')}]
training: { epochs: ${epochs}, batchSize: 8, learningRate: 0.03, backend: wasm }
`,
  );
  return folder;
}
