import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { expectInputError, inputErrorOf } from '../../testing/input-errors.js';
import { damage, damages } from '../../testing/mutate.js';
import { greyPicture, plainPicture, tempTree } from '../../testing/picture-files.js';
import { decodeImage } from './decode-image.js';

const small = { height: 2, width: 2 };

describe('decodeImage', () => {
  it.each(['png', 'jpeg', 'webp'] as const)('reads %s, grey and in colour', async (format) => {
    const red = await plainPicture([200, 100, 50], { format });
    const colour = await decodeImage(red, { ...small, channels: 3 });
    const expected = [200, 100, 50].map((value) => value / 255);
    expect(colour.length).toBe(12);
    for (const [i, value] of colour.entries()) {
      expect(Math.abs(value - expected[i % 3]!)).toBeLessThan(0.02);
    }
    const grey = await decodeImage(await plainPicture(77, { format }), small);
    expect(grey.length).toBe(4);
    for (const value of grey) expect(Math.abs(value - 77 / 255)).toBeLessThan(0.01);
  });

  it('keeps every pixel where the size is right, scales by mean and deviation, reads files as bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }).chain((width) =>
          fc.record({
            width: fc.constant(width),
            rows: fc.array(fc.uint8Array({ minLength: width, maxLength: width }), {
              minLength: 1,
              maxLength: 9,
            }),
          }),
        ),
        fc.record({
          mean: fc.double({ min: -1, max: 1, noNaN: true }),
          deviation: fc.constantFrom(0.25, 1, 3),
        }),
        async ({ width, rows }, { mean, deviation }) => {
          const bytes = Uint8Array.from(rows.flatMap((row) => [...row]));
          const preparation = { height: rows.length, width, mean, deviation };
          const decoded = await decodeImage(await greyPicture(bytes, rows.length, width), preparation);
          for (const [i, value] of decoded.entries()) {
            expect(value).toBeCloseTo((bytes[i]! / 255 - mean) / deviation, 4);
          }
        },
      ),
      { numRuns: 30 },
    );
    const folder = tempTree({ 'a.png': await plainPicture([255, 0, 51]) });
    const options = { ...small, channels: 3, mean: [1, 0, 0.2], deviation: [2, 4, 1] } as const;
    expect(Array.from((await decodeImage(join(folder, 'a.png'), options)).slice(0, 3))).toEqual([0, 0, 0]);
  });

  it('fits: bars in the background colour, the middle, or stretched; transparent shows the background', async () => {
    const wide = await greyPicture(Uint8Array.of(0, 0, 100, 100, 100, 100, 0, 0), 1, 8);
    const contain = await decodeImage(wide, { height: 8, width: 8, background: 255 });
    expect(Array.from(contain.slice(0, 8))).toEqual(Array(8).fill(1));
    expect(Array.from(contain.slice(24, 26))).not.toEqual([1, 1]);
    const square = await greyPicture(Uint8Array.of(0, 100, 100, 0, 0, 100, 100, 0), 2, 4);
    expect(
      Array.from(await decodeImage(square, { ...small, fit: 'cover' }), (value) => Math.round(value * 255)),
    ).toEqual([100, 100, 100, 100]);
    const clear = await sharp({
      create: { width: 2, height: 2, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    expect(await decodeImage(clear, { ...small, background: 51 })).toEqual(new Float32Array(4).fill(0.2));
  });

  it('turns a picture upright as its EXIF data says', async () => {
    const upright = await sharp(Uint8Array.of(0, 255), { raw: { width: 2, height: 1, channels: 1 } })
      .withMetadata({ orientation: 3 })
      .png()
      .toBuffer();
    expect(Array.from(await decodeImage(upright, { height: 1, width: 2 }))).toEqual([1, 0]);
  });

  it('says what is wrong with files that are no pictures', async () => {
    const jpeg = await plainPicture(9, { format: 'jpeg', height: 64, width: 64 });
    const folder = tempTree({
      'text.jpg': 'this is text',
      'empty.png': '',
      'cut.jpg': jpeg.subarray(0, jpeg.length / 2),
      'head.png': (await plainPicture(9)).subarray(0, 20),
      'gif.png': 'GIF89a…',
      'svg.png': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    });
    mkdirSync(join(folder, 'folder.png'));
    symlinkSync('nowhere', join(folder, 'link.png'));
    execFileSync('mkfifo', [join(folder, 'pipe.png')]);
    for (const [name, code] of [
      ['text.jpg', 'unsupported'],
      ['empty.png', 'empty-file'],
      ['cut.jpg', 'truncated'],
      ['head.png', 'bad-picture'],
      ['gif.png', 'unsupported'],
      ['svg.png', 'unsupported'],
      ['folder.png', 'is-a-folder'],
      ['link.png', 'file-not-found'],
      ['pipe.png', 'file-not-readable'],
      ['none.png', 'file-not-found'],
    ] as const) {
      const file = join(folder, name);
      await expectInputError(() => decodeImage(file, small), { code, file });
    }
    const { message } = await inputErrorOf(() => decodeImage(join(folder, 'text.jpg'), small));
    expect(message).toContain('not a JPEG, PNG or WebP picture: it starts with "this is text"');
  });

  it('refuses a picture of 10 gigapixels and a file of 1 GiB before reading them', async () => {
    const bomb = pngClaiming(100_000, 100_000);
    const folder = tempTree({ 'bomb.png': bomb, 'hole.png': bomb });
    truncateSync(join(folder, 'hole.png'), 2 ** 30);
    const before = process.memoryUsage.rss();
    for (const name of ['bomb.png', 'hole.png']) {
      await expectInputError(() => decodeImage(join(folder, name), small), { code: 'file-too-large' });
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 27);
  });

  it('refuses a picture that is cut off, wherever', async () => {
    const files = await Promise.all(
      (['png', 'jpeg', 'webp'] as const).map((format) => plainPicture([9, 90, 200], { format })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (file, share) => {
          // The last twelve bytes of a PNG only say that it ends: without them alone it is whole.
          const cut = file.subarray(0, Math.floor(share * (file.length - 13)));
          await inputErrorOf(() => decodeImage(cut, small));
        },
      ),
    );
  });

  it('never does anything with a damaged file but read it or refuse it', async () => {
    const files = await Promise.all(
      (['png', 'jpeg', 'webp'] as const).map((format) => plainPicture([9, 90, 200], { format })),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), damages(), async (file, list) => {
        const result = await decodeImage(damage(file, list), small).catch((error: unknown) => error);
        if (result instanceof Float32Array) expect(result.every(Number.isFinite)).toBe(true);
        else await inputErrorOf(() => Promise.reject(result));
      }),
      { numRuns: 100 },
    );
  });

  it('refuses options that cannot be', async () => {
    const picture = await plainPicture(1);
    for (const options of [
      { height: 0 },
      { width: 5000 },
      { channels: 2 as 1 },
      { fit: 'inside' as 'fill' },
      { background: 256 },
      { deviation: 0 },
      { mean: [1, 2] },
    ]) {
      await expect(decodeImage(picture, options)).rejects.toThrow(RangeError);
    }
    await expect(decodeImage(picture, { mean: 'a' as unknown as number })).rejects.toThrow(TypeError);
    await expect(decodeImage(7 as unknown as string)).rejects.toThrow(TypeError);
  });
});

/** A PNG whose header claims a size, with next to no pixels behind it. */
function pngClaiming(width: number, height: number): Uint8Array {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, checksum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The checksum of PNG. */
function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ -1) >>> 0;
}
