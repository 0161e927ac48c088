import type { LabelSets } from '@sbn/core';
import type { DatasetInfo, ExampleSource, SplitName } from '../dataset.js';
import type { ImagePreparation, ImageShape } from './preparation/image-preparation.js';

/** Pictures with their label sets, batch by batch. An input row is a picture `[height, width, channels]`, row by row. */
export interface ImageSource extends ExampleSource {
  readonly inputKind: 'dense';
  readonly numExamples: number;
  /** The file of each picture, or its name where it has no file, in the order of the data. */
  readonly files: readonly string[];
  /** The label set of each picture; empty where the picture is unknown. */
  readonly labels: LabelSets;
}

/** A file that was left out. */
export interface SkippedPicture {
  readonly file: string;
  /** A whole sentence. */
  readonly reason: string;
}

/** Pictures in three splits. A picture that belongs to none of the classes, "unknown", has an empty label set. */
export interface ImageDataset extends DatasetInfo {
  readonly inputKind: 'dense';
  readonly shape: ImageShape;
  readonly labelNames: readonly string[];
  /** How the pictures became numbers; `decodeImage` applies it to new ones. */
  readonly preparation: ImagePreparation;
  readonly splits: Readonly<Record<SplitName, ImageSource>>;
  /** Files that were left out, in the order of the folders. */
  readonly skipped: readonly SkippedPicture[];
  /** Ends the threads that decode. A data set that is in memory has none, and stays usable. */
  close(): Promise<void>;
}
