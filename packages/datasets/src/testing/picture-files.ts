import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';

/** A folder, filled with files by their paths, that goes away with the test. */
export function tempTree(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sbn-images-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
  return folder;
}

/** A picture of one colour: grey, or red, green and blue. */
export async function plainPicture(
  colour: number | readonly [number, number, number],
  options: {
    readonly format?: 'png' | 'jpeg' | 'webp';
    readonly height?: number;
    readonly width?: number;
  } = {},
): Promise<Uint8Array> {
  const { format = 'png', height = 8, width = 8 } = options;
  const [r, g, b] = typeof colour === 'number' ? [colour, colour, colour] : colour;
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
    .toFormat(format, format === 'png' ? {} : { quality: 100 })
    .toBuffer();
}

/** A PNG of grey bytes `[height, width]`. */
export async function greyPicture(bytes: Uint8Array, height: number, width: number): Promise<Uint8Array> {
  return sharp(bytes, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}
