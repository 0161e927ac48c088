import { basename, join, resolve } from 'node:path';
import { InputError, labelSetsFrom } from '@sbn/core';
import type { SplitName } from '../../dataset.js';
import { checkAugment } from '../augmentation/augment-options.js';
import { checkInteger, checkOptionsObject } from '../check-options.js';
import { checkDecoding, picturesPerPiece, piecesAhead } from '../decoding/decoding-options.js';
import { openDecoders } from '../decoding/open-decoders.js';
import type { PictureFault } from '../decoding/picture-fault.js';
import { prefetched } from '../decoding/prefetched.js';
import type { ImageDataset } from '../image-dataset.js';
import { checkPreparation, numPixelValues } from '../preparation/image-preparation.js';
import { assembleImageDataset } from '../sources/assemble-image-dataset.js';
import { filePictures } from '../sources/file-pictures.js';
import { pixelCache } from '../sources/pixel-cache.js';
import { arrangePictures } from './arrange-pictures.js';
import type { ImageFolderOptions } from './image-folder-options.js';
import { scanFolder } from './scan-folder.js';

/**
 * Opens a folder of JPEG, PNG and WebP pictures with a folder for each class, as a data set.
 *
 * - A picture belongs to the class that the first `classDepth` folders name, however deep it is below them; classes are in the
 *   order of their names' UTF-16 code units. Pictures in `unknown` have an empty label set. Folders whose name starts with `_`
 *   are left out.
 * - With `train`, `valid` and `test` as the first folders, these are the splits; splits that have no folder are parts of `train`.
 * - Every picture is decoded once when the folder is opened, so that the number of examples never changes afterwards: what is no
 *   picture, or a damaged one, is in `skipped` with the reason, or ends it all (`onCorrupt: 'fail'`). Decoded pictures stay in
 *   memory as bytes as far as `cacheBytes` goes, training pictures first; others are decoded again in each pass.
 *
 * Pictures are decoded in worker threads; `close()` ends them.
 *
 * @throws InputError when the folder cannot be read, has no classes or no training pictures, or, with `onCorrupt: 'fail'`, for a
 *   file that is no picture; TypeError, RangeError when an option cannot be; Error when sharp is not installed; the signal's
 *   reason when it aborts
 */
export async function openImageFolder(
  folder: string,
  options: ImageFolderOptions = {},
): Promise<ImageDataset> {
  const place = 'openImageFolder';
  if (typeof folder !== 'string') throw new TypeError(`${place}: expected a folder, got ${typeof folder}`);
  checkOptionsObject(place, options);
  const preparation = checkPreparation(place, options);
  const decoding = checkDecoding(place, options);
  const augment = checkAugment(place, options.augment);
  const { cacheBytes = 512 * 2 ** 20, onProgress } = options;
  checkInteger(place, 'cacheBytes', cacheBytes, 0);
  const { onCorrupt, signal } = decoding;
  const skipped: { file: string; reason: string }[] = [];
  const leaveOut = (path: string, { code, reason }: PictureFault): void => {
    const file = join(folder, path);
    if (onCorrupt === 'fail') throw new InputError(reason, { code, file });
    skipped.push({ file, reason });
  };
  const scanned = await scanFolder(folder, signal);
  const arranged = arrangePictures(folder, scanned, options);
  for (const { path, fault } of [...scanned.faults, ...arranged.faults]) leaveOut(path, fault);

  const { pictures, labelNames } = arranged;
  const files = pictures.map(({ path }) => join(folder, path));
  const size = numPixelValues(preparation);
  const cache = pixelCache(files.length, size, cacheBytes);
  const decoders = await openDecoders(preparation, decoding.workers);
  try {
    const good: Record<SplitName, number[]> = { train: [], valid: [], test: [] };
    const decode = async (start: number) => ({
      start,
      ...(await decoders.decode(files.slice(start, start + picturesPerPiece))),
    });
    const starts = Array.from(
      { length: Math.ceil(files.length / picturesPerPiece) },
      (_, piece) => piece * picturesPerPiece,
    );
    const ahead = piecesAhead(decoding.prefetch);
    for await (const { start, pixels, faults } of prefetched(starts, decode, { ahead, signal })) {
      for (const [i, fault] of faults.entries()) {
        const picture = start + i;
        if (fault !== undefined) {
          leaveOut(pictures[picture]!.path, fault);
          continue;
        }
        cache.keep(picture, pixels.subarray(i * size, (i + 1) * size));
        good[pictures[picture]!.split].push(picture);
      }
      onProgress?.({ done: start + faults.length, total: files.length });
    }
    if (good.train.length === 0) {
      const hint =
        skipped.length === 0 ? undefined : `${skipped.length} files were left out: ${skipped[0]!.reason}`;
      throw new InputError('No picture is left for training.', { code: 'empty-file', file: folder, hint });
    }
    const order = (a: { file: string }, b: { file: string }): number => (a.file < b.file ? -1 : 1);
    return assembleImageDataset({
      name: options.name ?? basename(resolve(folder)),
      source: 'image folder',
      sourceFiles: [folder],
      settings: arranged.settings,
      preparation,
      augment,
      labelNames,
      store: filePictures({ files, size, decoders, cache, decoding }),
      files,
      labels: labelSetsFrom(
        pictures.map(({ label }) => (label === undefined ? [] : [label])),
        labelNames.length,
      ),
      splits: good,
      skipped: skipped.sort(order),
      close: () => decoders.close(),
    });
  } catch (error) {
    await decoders.close();
    throw error;
  }
}
