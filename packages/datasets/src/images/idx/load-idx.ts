import { basename } from 'node:path';
import { labelSetsFrom } from '@sbn/core';
import type { SplitName } from '../../dataset.js';
import { hashSplitter } from '../../loading/split-by-hash.js';
import { failAt } from '../../reading/fail-at.js';
import { type AugmentOptions, checkAugment } from '../augmentation/augment-options.js';
import { checkInteger, checkOptionsObject } from '../check-options.js';
import type { ImageSplitOptions } from '../folder/image-folder-options.js';
import type { ImageDataset } from '../image-dataset.js';
import {
  checkPreparation,
  numPixelValues,
  type PreparationOptions,
} from '../preparation/image-preparation.js';
import { assembleImageDataset } from '../sources/assemble-image-dataset.js';
import { memoryPictures } from '../sources/picture-store.js';
import { readIdx } from './read-idx.js';

/** The two files of a split, gzipped or not. */
export interface IdxPart {
  readonly images: string;
  readonly labels: string;
}

/** Options of {@link loadIdx}. The pictures keep their size. */
export interface IdxOptions extends Pick<PreparationOptions, 'mean' | 'deviation' | 'background'> {
  readonly train: IdxPart;
  readonly valid?: IdxPart | undefined;
  readonly test?: IdxPart | undefined;
  /** The name of the data set; that of the file of training images when left out. */
  readonly name?: string | undefined;
  /** The names of the classes in the order of their numbers; the numbers themselves when left out. */
  readonly classNames?: readonly string[] | undefined;
  /** Classes, by number, whose pictures count as unknown (an empty label set). */
  readonly unknown?: readonly number[] | undefined;
  /** Classes, by number, whose pictures are unknown, too, and are only in the test split. */
  readonly unseen?: readonly number[] | undefined;
  /** Whether rows and columns are to be swapped, as EMNIST needs it; false when left out. */
  readonly transpose?: boolean | undefined;
  /** Shares of the training pictures, by a hash of their row, for splits without files. */
  readonly split?: ImageSplitOptions | undefined;
  readonly augment?: AugmentOptions | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Loads pictures of the MNIST family (MNIST, Fashion-MNIST, KMNIST, EMNIST) into memory, as bytes.
 *
 * Classes that are neither unknown nor unseen become labels in the order of their numbers. Of a class that is unseen, the
 * pictures in the files of training and validation are left out where test has files of its own.
 *
 * @throws InputError when a file cannot be read, is no IDX file, or is longer or shorter than it says; when images and labels
 *   differ in number, or pictures in size; TypeError, RangeError when an option cannot be
 */
export async function loadIdx(options: IdxOptions): Promise<ImageDataset> {
  const place = 'loadIdx';
  checkOptionsObject(place, options);
  const { unknown = [], unseen = [], transpose = false, signal } = options;
  const augment = checkAugment(place, options.augment);
  const names = (['train', 'valid', 'test'] as const).filter((name) => options[name] !== undefined);
  if (names[0] !== 'train') throw new TypeError(`${place}: train must be { images, labels }`);
  const parts = await Promise.all(names.map((name) => readPart(options[name]!, signal)));
  const { shape } = parts[0]!;
  for (const [i, part] of parts.entries()) {
    if (part.shape.join() !== shape.join()) {
      failAt(
        { file: options[names[i]!]!.images },
        'wrong-count',
        `Expected pictures of ${shape.join(' × ')}, as in ${options.train.images}, got ${part.shape.join(' × ')}.`,
      );
    }
  }
  const [rows, columns, channels] = shape as [number, number, 1 | 3];
  const preparation = checkPreparation(place, {
    mean: options.mean,
    deviation: options.deviation,
    background: options.background,
    height: transpose ? columns : rows,
    width: transpose ? rows : columns,
    channels,
    fit: 'fill',
  });
  const numClasses = options.classNames?.length ?? 1 + parts[0]!.labels.reduce((a, b) => Math.max(a, b), 0);
  const kinds = new Map<number, 'unknown' | 'unseen'>();
  for (const [kind, list] of Object.entries({ unknown, unseen })) {
    for (const number of list) {
      checkInteger(place, kind, number, 0, numClasses - 1);
      kinds.set(number, kind as 'unknown' | 'unseen');
    }
  }
  const known = Array.from({ length: numClasses }, (_, number) => number).filter(
    (number) => !kinds.has(number),
  );
  if (known.length === 0) throw new RangeError(`${place}: unknown and unseen leave no class`);
  const labelOf = new Map(known.map((number, label) => [number, label]));

  const share = (name: 'valid' | 'test'): number => {
    const wanted = options.split?.[name];
    if (options[name] === undefined) return wanted ?? 0.1;
    if (wanted)
      throw new RangeError(`split.${name} is ${wanted}, but the ${name} split has files of its own`);
    return 0;
  };
  const shares = { seed: options.split?.seed ?? 0, valid: share('valid'), test: share('test') };
  const splitOf = hashSplitter(shares);
  const size = numPixelValues(preparation);
  const total = parts.reduce((sum, part) => sum + part.labels.length, 0);
  const bytes = new Uint8Array(total * size);
  const files: string[] = [];
  const labels: number[][] = [];
  const splits: Record<SplitName, number[]> = { train: [], valid: [], test: [] };
  for (const [i, part] of parts.entries()) {
    const name = names[i]!;
    const { images, labels: labelFile } = options[name]!;
    if (transpose) transposeAll(part.data, shape);
    bytes.set(part.data, files.length * size);
    part.labels.forEach((number, row) => {
      if (number >= numClasses) {
        failAt(
          { file: labelFile },
          'label-out-of-range',
          `Label ${row} is ${number}, not in [0, ${numClasses}), the classes of ${options.classNames === undefined ? 'the training labels' : 'classNames'}.`,
        );
      }
      const picture = files.length;
      files.push(`${images}[${row}]`);
      const label = labelOf.get(number);
      labels.push(label === undefined ? [] : [label]);
      if (kinds.get(number) === 'unseen') {
        if (name === 'test' || options.test === undefined) splits.test.push(picture);
      } else splits[name === 'train' ? splitOf(`row ${row}`) : name].push(picture);
    });
  }
  if (splits.train.length === 0) {
    failAt({ file: options.train.images }, 'empty-file', 'No picture is left for training.');
  }
  return assembleImageDataset({
    name: options.name ?? basename(options.train.images),
    source: 'IDX',
    sourceFiles: names.flatMap((name) => [options[name]!.images, options[name]!.labels]),
    settings: { unknown: [...unknown], unseen: [...unseen], transpose, split: shares },
    preparation,
    augment,
    labelNames: known.map((number) => options.classNames?.[number] ?? String(number)),
    store: memoryPictures(bytes, size),
    files,
    labels: labelSetsFrom(labels, known.length),
    splits,
    skipped: [],
    close: async () => {},
  });
}

/** Images and labels that belong together; the shape is [height, width, channels]. */
interface ReadPart {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
  readonly labels: Uint8Array;
}

async function readPart(part: IdxPart, signal: AbortSignal | undefined): Promise<ReadPart> {
  const images = await readIdx(part.images, 'images', signal);
  const labels = await readIdx(part.labels, 'labels', signal);
  const [count, height, width, channels = 1] = images.shape as [number, number, number, number?];
  if (labels.data.length !== count) {
    failAt(
      { file: part.labels },
      'wrong-count',
      `Expected ${count} labels, one for each image of ${part.images}, got ${labels.data.length}.`,
    );
  }
  if (channels !== 1 && channels !== 3) {
    failAt({ file: part.images }, 'unsupported', `Expected pictures of 1 or 3 channels, got ${channels}.`);
  }
  if (count === 0 || height === 0 || width === 0) {
    failAt({ file: part.images }, 'empty-file', 'There are no pictures in the file.');
  }
  return { shape: [height, width, channels], data: images.data, labels: labels.data };
}

/** Swaps rows and columns of pictures of a shape [height, width, channels], in place. */
function transposeAll(data: Uint8Array, shape: readonly number[]): void {
  const [height, width, channels] = shape as [number, number, number];
  const size = height * width * channels;
  const held = new Uint8Array(size);
  for (let start = 0; start < data.length; start += size) {
    held.set(data.subarray(start, start + size));
    let at = start;
    for (let x = 0; x < width; x++) {
      for (let y = 0; y < height; y++) {
        for (let channel = 0; channel < channels; channel++) {
          data[at++] = held[(y * width + x) * channels + channel]!;
        }
      }
    }
  }
}
