import { InputError } from '@sbn/core';
import { checkPreparation, type PreparationOptions } from '../preparation/image-preparation.js';
import { pixelScale } from '../preparation/pixel-scale.js';
import { decodePixels } from './decode-pixels.js';
import { readPictureFile } from './read-picture-file.js';

/**
 * Reads one picture.
 *
 * @param picture a file, or the bytes of one: JPEG, PNG or WebP
 * @returns numbers `[height, width, channels]`, row by row, as a network that was trained with this preparation reads them
 * @throws InputError when it is no such picture, or a damaged one; TypeError, RangeError when an option cannot be;
 *   Error when sharp is not installed
 */
export async function decodeImage(
  picture: string | Uint8Array,
  preparation: PreparationOptions = {},
): Promise<Float32Array> {
  const complete = checkPreparation('decodeImage', preparation);
  if (typeof picture !== 'string' && !(picture instanceof Uint8Array)) {
    throw new TypeError(`decodeImage: expected a file or the bytes of one, got ${typeof picture}`);
  }
  const file = typeof picture === 'string' ? picture : undefined;
  const read = typeof picture === 'string' ? await readPictureFile(picture) : { bytes: picture };
  const decoded = read.bytes === undefined ? read : await decodePixels(read.bytes, complete);
  if (decoded.fault !== undefined) {
    throw new InputError(decoded.fault.reason, { code: decoded.fault.code, file });
  }
  const out = new Float32Array(decoded.pixels!.length);
  pixelScale(complete).scaleBytes(decoded.pixels!, out);
  return out;
}
