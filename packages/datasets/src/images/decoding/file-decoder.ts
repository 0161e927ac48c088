import { type ImagePreparation, numPixelValues } from '../preparation/image-preparation.js';
import { decodePixels } from './decode-pixels.js';
import type { PictureFault } from './picture-fault.js';
import { readPictureFile } from './read-picture-file.js';

/** Some pictures decoded together. */
export interface DecodedFiles {
  /** The bytes of all of them, one after the other; zeros where a file has a fault. */
  readonly pixels: Uint8Array;
  /** What is wrong with each file; undefined where nothing is. */
  readonly faults: readonly (PictureFault | undefined)[];
}

/**
 * Decodes pieces of a list of files, one piece after the other and the files of a piece at the same time: as many whole
 * files are in memory as a piece has, however many pieces are waiting.
 */
export function fileDecoder(
  preparation: ImagePreparation,
): (files: readonly string[]) => Promise<DecodedFiles> {
  const size = numPixelValues(preparation);
  let last: Promise<unknown> = Promise.resolve();
  const decodePiece = async (files: readonly string[]): Promise<DecodedFiles> => {
    const pixels = new Uint8Array(files.length * size);
    const faults = await Promise.all(
      files.map(async (file, i) => {
        const read = await readPictureFile(file);
        if (read.fault !== undefined) return read.fault;
        const decoded = await decodePixels(read.bytes, preparation);
        if (decoded.pixels !== undefined) pixels.set(decoded.pixels, i * size);
        return decoded.fault;
      }),
    );
    return { pixels, faults };
  };
  return (files) => {
    const result = last.then(() => decodePiece(files));
    // A piece that failed has been told to whoever wanted it; the next one goes on.
    last = result.catch(() => {});
    return result;
  };
}
