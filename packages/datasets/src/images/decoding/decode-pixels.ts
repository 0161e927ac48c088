import { quote } from '../../reading/fail-at.js';
import { type ImagePreparation, numPixelValues } from '../preparation/image-preparation.js';
import { loadSharp } from './load-sharp.js';
import type { DecodedPicture, PictureFault } from './picture-fault.js';
import { pictureFormat } from './picture-format.js';

/** A picture of more pixels than this is refused before it is decoded: a small file can claim any size. */
export const mostPixels = 100_000_000;

/**
 * Decodes a JPEG, PNG or WebP picture and brings it to size, upright as its EXIF data says, on the background where it is
 * transparent, grey or sRGB; of an animation the first frame.
 *
 * @returns bytes `[height, width, channels]`, or what is wrong with the file; a picture with a damaged or missing part is wrong
 * @throws Error when sharp is not installed
 */
export async function decodePixels(
  bytes: Uint8Array,
  preparation: Omit<ImagePreparation, 'mean' | 'deviation'>,
): Promise<DecodedPicture> {
  const { height, width, channels, fit, background } = preparation;
  if (bytes.length === 0) return fault('empty-file', 'The file is empty.');
  if (pictureFormat(bytes) === undefined) {
    const start = quote(Buffer.from(bytes.subarray(0, 12)).toString('latin1'));
    return fault('unsupported', `The file is not a JPEG, PNG or WebP picture: it starts with ${start}.`);
  }
  const sharp = await loadSharp();
  const paper = { r: background, g: background, b: background };
  try {
    const { data, info } = await sharp(bytes, {
      failOn: 'error',
      limitInputPixels: mostPixels,
      sequentialRead: true,
    })
      .autoOrient()
      .flatten({ background: paper })
      .resize({ width, height, fit, background: paper })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (data.length !== numPixelValues(preparation)) {
      return fault(
        'bad-picture',
        `The picture has ${info.channels} channels where ${channels} were asked for.`,
      );
    }
    return { pixels: data };
  } catch (error) {
    return { fault: whyNot(error) };
  }
}

/** libvips has one long text for everything. */
function whyNot(error: unknown): PictureFault {
  const text = String((error as Error).message)
    .replace(/\s+/g, ' ')
    .trim();
  if (/exceeds pixel limit/i.test(text)) {
    return { code: 'file-too-large', reason: `The picture has more than ${mostPixels} pixels.` };
  }
  if (/premature|truncat|not enough data|unexpected end|end of (file|stream)|ran out of data/i.test(text)) {
    return { code: 'truncated', reason: `The picture is cut off (${shorten(text)}).` };
  }
  return { code: 'bad-picture', reason: `The picture is damaged or cut off (${shorten(text)}).` };
}

function shorten(text: string): string {
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

function fault(code: PictureFault['code'], reason: string): DecodedPicture {
  return { fault: { code, reason } };
}
