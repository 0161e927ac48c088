import { InputError } from '@sbn/core';
import {
  checkPreparation,
  numPixelValues,
  type PreparationOptions,
} from '../preparation/image-preparation.js';
import { pixelScale } from '../preparation/pixel-scale.js';
import { checkDecoding, type DecodingOptions, picturesPerPiece, piecesAhead } from './decoding-options.js';
import { openDecoders } from './open-decoders.js';
import { prefetched } from './prefetched.js';

/** A picture, or what is wrong with its file. */
export type DecodedImage =
  | { readonly file: string; readonly pixels: Float32Array; readonly error?: undefined }
  | { readonly file: string; readonly pixels?: undefined; readonly error: InputError };

/**
 * Reads many pictures in worker threads, in the order of the files, a bounded number ahead.
 *
 * @param files JPEG, PNG and WebP files
 * @param preparation how each becomes numbers `[height, width, channels]`
 * @param options with `onCorrupt: 'skip'` a file that is no picture is given with its error in place of pixels
 * @throws InputError for the first such file with `onCorrupt: 'fail'`; the signal's reason when it aborts; TypeError,
 *   RangeError when an option cannot be; Error when sharp is not installed
 */
export function decodeImages(
  files: Iterable<string> | AsyncIterable<string>,
  preparation: PreparationOptions = {},
  options: DecodingOptions = {},
): AsyncGenerator<DecodedImage, void, undefined> {
  const place = 'decodeImages';
  return decodeAll(files, checkPreparation(place, preparation), checkDecoding(place, options));
}

async function* decodeAll(
  files: Iterable<string> | AsyncIterable<string>,
  preparation: ReturnType<typeof checkPreparation>,
  { workers, prefetch, onCorrupt, signal }: ReturnType<typeof checkDecoding>,
): AsyncGenerator<DecodedImage, void, undefined> {
  const size = numPixelValues(preparation);
  const scale = pixelScale(preparation);
  const decoders = await openDecoders(preparation, workers);
  const decode = async (piece: readonly string[]) => ({ piece, ...(await decoders.decode(piece)) });
  try {
    const pieces = prefetched(inPieces(files), decode, { ahead: piecesAhead(prefetch), signal });
    for await (const { piece, pixels: bytes, faults } of pieces) {
      for (const [i, file] of piece.entries()) {
        const fault = faults[i];
        if (fault !== undefined) {
          const error = new InputError(fault.reason, { code: fault.code, file });
          if (onCorrupt === 'fail') throw error;
          yield { file, error };
          continue;
        }
        const pixels = new Float32Array(size);
        scale.scaleBytes(bytes.subarray(i * size, (i + 1) * size), pixels);
        yield { file, pixels };
      }
    }
  } finally {
    await decoders.close();
  }
}

async function* inPieces(files: Iterable<string> | AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let piece: string[] = [];
  for await (const file of files) {
    if (typeof file !== 'string') throw new TypeError(`decodeImages: expected files, got a ${typeof file}`);
    piece.push(file);
    if (piece.length < picturesPerPiece) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}
