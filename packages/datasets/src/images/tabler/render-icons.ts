import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failAt } from '../../reading/fail-at.js';
import { loadSharp } from '../decoding/load-sharp.js';
import { prefetched } from '../decoding/prefetched.js';

/** Icons that are being drawn at the same time. */
const iconsAhead = 32;
/** The side of an icon in the units of its drawing, which are pixels at 72 dots per inch. */
const iconSide = 24;

const rendered = new Map<string, Uint8Array>();

/**
 * Draws outline icons, black on white, as grey bytes `[names.length, height, width]`. A size is drawn once in a process.
 *
 * @throws InputError when a drawing cannot be read; the signal's reason when it aborts; Error when sharp is not installed
 */
export async function renderIcons(
  folder: string,
  names: readonly string[],
  { height, width, signal }: { height: number; width: number; signal: AbortSignal | undefined },
): Promise<Uint8Array> {
  const key = JSON.stringify([folder, height, width]);
  // Only what is complete is kept: a drawing that one caller breaks off is none of another's business.
  const bytes = rendered.get(key) ?? (await drawAll(folder, names, { height, width, signal }));
  rendered.set(key, bytes);
  return bytes;
}

async function drawAll(
  folder: string,
  names: readonly string[],
  { height, width, signal }: { height: number; width: number; signal: AbortSignal | undefined },
): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const side = Math.max(height, width);
  const draw = async (name: string): Promise<Uint8Array> => {
    const file = join(folder, 'icons', 'outline', `${name}.svg`);
    try {
      const svg = await readFile(file);
      return await sharp(svg, { density: (72 * side) / iconSide })
        .flatten({ background: 'white' })
        .resize({ width, height, fit: 'contain', background: 'white' })
        .toColourspace('b-w')
        .raw({ depth: 'uchar' })
        .toBuffer();
    } catch (cause) {
      return failAt(
        { file },
        'bad-picture',
        `The icon cannot be drawn (${(cause as Error).message}).`,
        undefined,
        cause,
      );
    }
  };
  const size = height * width;
  const bytes = new Uint8Array(names.length * size);
  let at = 0;
  for await (const pixels of prefetched(names, draw, { ahead: iconsAhead, signal })) {
    bytes.set(pixels, at);
    at += size;
  }
  return bytes;
}
