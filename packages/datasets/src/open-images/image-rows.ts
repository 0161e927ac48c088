import type { SplitName } from '../dataset.js';
import type { ImageId } from './image-id.js';

/** The inputs of images: which images have one, and how they get into a prepared folder. */
export interface ImageRows {
  readonly inputs: 'dense' | 'images';
  has(image: ImageId): boolean;
  /** What the line of an image says of its picture; and notes, for features, that they belong to this line. */
  place(image: ImageId, split: SplitName, line: number): string | undefined;
  /** Writes the features of all images that were placed, each as the row of its line. */
  write(counts: Readonly<Record<SplitName, number>>, signal: AbortSignal | undefined): Promise<void>;
}
