import { createRandom, type LabelSets } from '@sbn/core';
import type { Batch } from '../../dataset.js';
import { checkBatchOptions } from '../../sources/batch-options.js';
import { gatherSparseRows } from '../../sources/gather-examples.js';
import type { Augmentation } from '../augmentation/augment-options.js';
import { pixelAugmenter } from '../augmentation/augment-pixels.js';
import type { ImageSource } from '../image-dataset.js';
import { type ImagePreparation, numPixelValues } from '../preparation/image-preparation.js';
import { pixelScale } from '../preparation/pixel-scale.js';
import type { PictureStore } from './picture-store.js';

/** The pictures of one split. */
export interface SplitPictures {
  readonly store: PictureStore;
  /** The number in the store of each picture of the split. */
  readonly pictures: Uint32Array;
  readonly files: readonly string[];
  /** One per picture of the split. */
  readonly labels: LabelSets;
  readonly preparation: ImagePreparation;
  /** For a training split. */
  readonly augment?: Augmentation | undefined;
}

/**
 * Batches of the pictures of a split. Shuffling takes a whole permutation, drawn from
 * `createRandom([seed, 'shuffle', epoch])`, and `skip` costs nothing. Pictures are varied only where batches are shuffled:
 * that is what training asks for, and evaluation does not.
 */
export function imageSource(split: SplitPictures): ImageSource {
  const { labels, files, preparation } = split;
  return {
    numLabels: labels.numCols,
    inputKind: 'dense',
    inputDim: numPixelValues(preparation),
    numExamples: labels.numRows,
    files,
    labels,
    batches: (options) => imageBatches(split, checkBatchOptions(options)),
  };
}

async function* imageBatches(
  { store, pictures, labels, preparation, augment }: SplitPictures,
  { batchSize, skip, shuffle, signal }: ReturnType<typeof checkBatchOptions>,
): AsyncGenerator<Batch> {
  const numCols = numPixelValues(preparation);
  const scale = pixelScale(preparation);
  const vary = augment === undefined ? undefined : pixelAugmenter(preparation, augment);
  const order = Uint32Array.from(pictures.keys());
  if (shuffle !== undefined) createRandom([shuffle.seed, 'shuffle', shuffle.epoch]).shuffle(order);
  const wanted = order.subarray(skip * batchSize);
  let data = new Float32Array();
  let filled = 0;
  let given = 0;
  for await (const bytes of store.read(
    wanted.map((row) => pictures[row]!),
    signal,
  )) {
    const rows = wanted.subarray(given, given + batchSize);
    if (filled === 0) data = new Float32Array(rows.length * numCols);
    const out = data.subarray(filled * numCols, (filled + 1) * numCols);
    if (shuffle === undefined || vary === undefined) scale.scaleBytes(bytes, out);
    else {
      vary(bytes, { ...shuffle, index: rows[filled]! }, out);
      scale.scaleShares(out);
    }
    filled++;
    if (filled < rows.length) continue;
    yield {
      inputs: { numRows: filled, numCols, data },
      labels: gatherSparseRows(labels, rows) as LabelSets,
    };
    given += filled;
    filled = 0;
  }
}
