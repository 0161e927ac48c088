import type { LabelSets } from '@sbn/core';
import type { SplitName } from '../../dataset.js';
import { gatherSparseRows } from '../../sources/gather-examples.js';
import type { Augmentation } from '../augmentation/augment-options.js';
import type { ImageDataset, ImageSource, SkippedPicture } from '../image-dataset.js';
import { type ImagePreparation, numPixelValues } from '../preparation/image-preparation.js';
import { imageSource } from './image-source.js';
import type { PictureStore } from './picture-store.js';

/** What a data set of pictures is made of, wherever they come from. */
export interface ImageDatasetParts {
  readonly name: string;
  readonly source: string;
  readonly sourceFiles: readonly string[];
  /** Options of the source, defaults filled in; plain JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly preparation: ImagePreparation;
  readonly augment: Augmentation | undefined;
  readonly labelNames: readonly string[];
  readonly store: PictureStore;
  /** The file or the name of each picture in the store. */
  readonly files: readonly string[];
  /** The label set of each picture in the store. */
  readonly labels: LabelSets;
  /** Numbers of pictures in the store. */
  readonly splits: Readonly<Record<SplitName, ArrayLike<number>>>;
  readonly skipped: readonly SkippedPicture[];
  readonly close: () => Promise<void>;
}

/** Puts a data set of pictures together. */
export function assembleImageDataset(parts: ImageDatasetParts): ImageDataset {
  const { preparation, labelNames, store, files, labels, skipped, close } = parts;
  const { height, width, channels } = preparation;
  const sourceOf = (name: SplitName): ImageSource => {
    const pictures = Uint32Array.from(parts.splits[name]);
    return imageSource({
      store,
      pictures,
      files: Array.from(pictures, (picture) => files[picture]!),
      labels: gatherSparseRows(labels, pictures) as LabelSets,
      preparation,
      augment: name === 'train' ? parts.augment : undefined,
    });
  };
  const splits = { train: sourceOf('train'), valid: sourceOf('valid'), test: sourceOf('test') };
  return {
    name: parts.name,
    numLabels: labelNames.length,
    labelNames,
    inputKind: 'dense',
    inputDim: numPixelValues(preparation),
    inputEncoding: { kind: 'dense', weighting: 'count', normalise: 'none' },
    shape: { height, width, channels },
    preparation,
    provenance: {
      source: parts.source,
      files: parts.sourceFiles,
      counts: {
        train: splits.train.numExamples,
        valid: splits.valid.numExamples,
        test: splits.test.numExamples,
        droppedLabels: 0,
      },
      options: { ...parts.settings, preparation, augment: parts.augment ?? null },
    },
    splits,
    skipped,
    close,
  };
}
