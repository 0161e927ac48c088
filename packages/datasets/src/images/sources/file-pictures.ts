import { InputError } from '@sbn/core';
import { type Decoding, picturesPerPiece, piecesAhead } from '../decoding/decoding-options.js';
import type { Decoders } from '../decoding/open-decoders.js';
import { prefetched } from '../decoding/prefetched.js';
import type { PictureStore } from './picture-store.js';
import type { PixelCache } from './pixel-cache.js';

/** What {@link filePictures} reads. */
export interface FilePictures {
  readonly files: readonly string[];
  /** Bytes of a decoded picture. */
  readonly size: number;
  readonly decoders: Decoders;
  readonly cache: PixelCache;
  readonly decoding: Decoding;
}

/** Pictures that are decoded as they are needed, a bounded number ahead, where they are not in the cache. */
export function filePictures({ files, size, decoders, cache, decoding }: FilePictures): PictureStore {
  const readPiece = async (piece: ArrayLike<number>): Promise<Uint8Array[]> => {
    const views = Array.from(piece, (picture) => cache.get(picture));
    const missing = Array.from(piece).filter((_, i) => views[i] === undefined);
    if (missing.length > 0) {
      const { pixels, faults } = await decoders.decode(missing.map((picture) => files[picture]!));
      for (const [i, picture] of missing.entries()) {
        const fault = faults[i];
        if (fault !== undefined) {
          throw new InputError(fault.reason, {
            code: fault.code,
            file: files[picture],
            hint: 'The file was good when the data set was opened: open it again.',
          });
        }
        const bytes = pixels.subarray(i * size, (i + 1) * size);
        cache.keep(picture, bytes);
        views[views.indexOf(undefined)] = bytes;
      }
    }
    return views as Uint8Array[];
  };
  return {
    async *read(pictures, signal) {
      const pieces = prefetched(inPieces(pictures), readPiece, {
        ahead: piecesAhead(decoding.prefetch),
        signal,
      });
      for await (const views of pieces) yield* views;
    },
  };
}

function* inPieces(pictures: ArrayLike<number>): Generator<readonly number[]> {
  for (let start = 0; start < pictures.length; start += picturesPerPiece) {
    const length = Math.min(picturesPerPiece, pictures.length - start);
    yield Array.from({ length }, (_, i) => pictures[start + i]!);
  }
}
