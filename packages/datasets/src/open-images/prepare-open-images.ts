import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { createRandom } from '@sbn/core';
import type { SplitName } from '../dataset.js';
import { checkExpectation, type Expectation, meetsExpectation } from '../prepared/check-expectation.js';
import { openPreparation, type Preparation } from '../prepared/open-preparation.js';
import type { PrepareRequest } from '../prepared/prepare-request.js';
import { splitNames } from '../prepared/prepared-files.js';
import type { PreparedRecord } from '../prepared/prepared-record.js';
import { verifyChecksums } from '../prepared/verify-checksums.js';
import { failAt } from '../reading/fail-at.js';
import { readLines } from '../reading/read-lines.js';
import { type ImageFeatures, openImageFeatures } from './image-features.js';
import { formatImageId, parseImageId } from './image-id.js';
import { createImageIdMap, type ImageIdMap } from './image-id-map.js';
import { openImagePictures } from './image-pictures.js';
import type { ImageRows } from './image-rows.js';
import { type LabelSpool, openLabelSpool, type VerifiedImage } from './label-spool.js';
import { readClassDescriptions, readTrainableClasses } from './read-classes.js';
import { failId, readLabelRows } from './read-label-rows.js';

/** Options of {@link prepareOpenImages}. Give `features` or `images`. */
export interface OpenImagesOptions extends PrepareRequest {
  /** The folder with the label files under their own names, gzipped (`.gz`) or not. */
  readonly source: string;
  /** Features by image id; an image without is left out and counted. */
  readonly features?: readonly ImageFeatures[] | undefined;
  /** A folder with pictures, anywhere below it: `000026e7ee790996.jpg`. An image without one is left out and counted. */
  readonly images?: string | undefined;
  /** How the ids of training images must start: `1` in the paper; anything when left out. */
  readonly trainPrefix?: string | undefined;
  /** Files with one image id a line: a split with such a file has these images and no others. */
  readonly ids?: Readonly<Partial<Record<SplitName, string>>> | undefined;
  /** How many images of a split are kept, drawn from all; all when left out. */
  readonly sizes?: Readonly<Partial<Record<SplitName, number>>> | undefined;
  /** Decides which images are drawn; 0 when left out. */
  readonly seed?: number | undefined;
  /**
   * What happens to an image that has a class which is not a label: it is left out (`drop-image`, as in the paper and
   * when left out here), or keeps its other labels (`drop-label`).
   */
  readonly otherClasses?: 'drop-image' | 'drop-label' | undefined;
}

/** The files of labels, by the splits they are of. */
const labelFiles: Readonly<Record<SplitName, string>> = {
  train: 'oidv6-train-annotations-human-imagelabels.csv',
  valid: 'validation-annotations-human-imagelabels.csv',
  test: 'test-annotations-human-imagelabels.csv',
};
const trainableFile = 'oidv6-classes-trainable.txt';
const descriptionsFile = 'oidv6-class-descriptions.csv';

/** Taming the Sigmoid Bottleneck (Grivas, Vergari, Lopez, AAAI 2024), section 5. */
const paper: Expectation = {
  name: 'OpenImages v6 as in the paper',
  counts: { labels: 8933, 'validation images': 5000, 'test images': 10000 },
};

/**
 * Prepares Open Images V6 from its human-verified image-level labels. Labels are the trainable classes that some
 * training image has; an image's label set is its positive classes, and its verified negatives are kept beside them. A
 * class that is given twice counts once, one that is given both as positive and as negative is positive, and images
 * without a positive class are left out; all this is counted. Lines are in the order of the ids, file by file.
 *
 * Memory holds some rows, and about 25 bytes for each image with features. What was interrupted starts over: the
 * labels of all nine million images are read in half a minute.
 *
 * @throws InputError when a file is missing or damaged, or (unless `expect` is false) the counts are not the paper's
 */
export async function prepareOpenImages(options: OpenImagesOptions): Promise<PreparedRecord> {
  const { folder, fresh, expect = true, signal } = options;
  const source = resolve(options.source);
  checkOptions(options);
  const paths = {
    train: findFile(source, labelFiles.train),
    valid: findFile(source, labelFiles.valid),
    test: findFile(source, labelFiles.test),
  };
  const [trainablePath, descriptionsPath] = [
    findFile(source, trainableFile),
    findFile(source, descriptionsFile),
  ];
  const others = [
    ...(options.features ?? []).flatMap(({ file, ids }) => (ids === undefined ? [file] : [file, ids])),
    ...Object.values(options.ids ?? {}),
  ];
  const files = [...Object.values(paths), trainablePath, descriptionsPath, ...others];
  const sources = await verifyChecksums(files, { signal });
  const { trainPrefix, sizes, seed = 0, otherClasses = 'drop-image', features, images, ids } = options;
  const plain = { trainPrefix, sizes, seed, otherClasses, features, images, ids };
  const preparation = await openPreparation({
    folder,
    kind: 'open-images',
    identity: { ...plain, sources: sources.map(({ path, bytes }) => ({ path, bytes })) },
    fresh,
    signal,
  });
  const spools: Partial<Record<SplitName, LabelSpool>> = {};
  try {
    if (preparation.finished !== undefined) {
      const { numLabels, splits } = preparation.finished;
      const found = countsOf(numLabels, splits.valid.count, splits.test.count);
      if (expect) checkExpectation(paper, found, { file: source });
      return preparation.finished;
    }
    const trainable = await readTrainableClasses(trainablePath);
    const descriptions = await readClassDescriptions(descriptionsPath);
    const inputs =
      features === undefined
        ? await openImagePictures(images!, folder)
        : await openImageFeatures(features, folder);
    const classes: string[] = [];
    const numberOf = new Map<string, number>();
    for (const split of splitNames) {
      spools[split] = await openLabelSpool(join(folder, `labels-of-${split}`));
      await fillSpool(spools[split], paths[split], { classes, numberOf, split, bytesOf: sources, options });
    }
    const selection = {
      spools: spools as Record<SplitName, LabelSpool>,
      inputs,
      listed: await readIdLists(ids),
      isTrainable: classes.map((name) => trainable.has(name)),
      options,
    };
    const { isLabel, kept, counts } = await selectLabels(selection, classes);
    await writeLines(preparation, { ...selection, classes, isLabel, kept });
    await inputs.write(preparation.counts, signal);
    const labelNames = classes.filter((_, label) => isLabel[label]).sort();
    const { valid, test } = preparation.counts;
    const found = countsOf(labelNames.length, valid, test);
    if (expect) checkExpectation(paper, found, { file: source });
    return await preparation.finish({
      name: basename(source),
      inputs: inputs.inputs,
      labelNames,
      labelDescriptions: labelNames.map((name) => descriptions.get(name) ?? ''),
      sources,
      options: plain,
      counts: {
        ...counts,
        'classes without a description': classes.filter((name) => !descriptions.has(name)).length,
      },
      expectation: { name: paper.name, met: meetsExpectation(paper, found) },
    });
  } finally {
    for (const spool of Object.values(spools)) await spool.remove();
    await preparation.close();
  }
}

function countsOf(numLabels: number, valid: number, test: number): Record<string, number> {
  return { labels: numLabels, 'validation images': valid, 'test images': test };
}

function checkOptions(options: OpenImagesOptions): void {
  const { features, images, trainPrefix, sizes = {} } = options;
  if ((features === undefined) === (images === undefined)) {
    throw new RangeError('open-images: expected either features or images');
  }
  if (features?.length === 0) throw new RangeError('open-images: expected at least one file of features');
  if (trainPrefix !== undefined && !/^[0-9a-f]{1,16}$/.test(trainPrefix)) {
    throw new RangeError(
      `open-images: trainPrefix must be hexadecimal digits, got ${JSON.stringify(trainPrefix)}`,
    );
  }
  for (const [split, size] of Object.entries(sizes)) {
    if (size !== undefined && (!Number.isInteger(size) || size < 1)) {
      throw new RangeError(`open-images: sizes.${split} must be an integer >= 1, got ${size}`);
    }
  }
}

function findFile(source: string, name: string): string {
  const path = [name, `${name}.gz`].map((one) => join(source, one)).find(existsSync);
  if (path !== undefined) return path;
  return failAt(
    { file: join(source, name) },
    'file-not-found',
    'There is no such file, gzipped or not.',
    'Download the human-verified image-level labels of Open Images V6 into one folder.',
  );
}

async function fillSpool(
  spool: LabelSpool,
  file: string,
  parts: {
    readonly classes: string[];
    readonly numberOf: Map<string, number>;
    readonly split: SplitName;
    readonly bytesOf: readonly { readonly path: string; readonly bytes: number }[];
    readonly options: OpenImagesOptions;
  },
): Promise<void> {
  const { classes, numberOf, split, options } = parts;
  const total = parts.bytesOf.find(({ path }) => path === file)!.bytes;
  const digits = split === 'train' ? (options.trainPrefix ?? '') : '';
  // A prefix of digits is a range of ids, and the first eight digits are one number.
  const prefix = Number.parseInt(digits.slice(0, 8).padEnd(8, '0'), 16);
  const last = Number.parseInt(digits.slice(0, 8).padEnd(8, 'f'), 16);
  let done = 0;
  const onBytes = (bytes: number): void => {
    done += bytes;
    options.onProgress?.({ step: `reading the labels of ${split}`, done, total });
  };
  for await (const rows of readLabelRows(file, { signal: options.signal, onBytes })) {
    for (const { image, label, isPositive } of rows) {
      if (image.high < prefix || image.high > last) continue;
      if (digits.length > 8 && !formatImageId(image).startsWith(digits)) continue;
      let number = numberOf.get(label);
      if (number === undefined) {
        number = classes.length;
        numberOf.set(label, number);
        classes.push(label);
      }
      spool.add(image, number, isPositive);
    }
    await spool.drain();
  }
}

async function readIdLists(lists: OpenImagesOptions['ids']): Promise<ImageIdMap | undefined> {
  if (lists === undefined) return undefined;
  const listed = createImageIdMap();
  for (const [number, split] of splitNames.entries()) {
    const file = lists[split];
    if (file === undefined) continue;
    for await (const { firstLine, lines } of readLines(file)) {
      for (const [i, line] of lines.entries()) {
        const place = { file, line: firstLine + i };
        const id = parseImageId(line.trim()) ?? failId(line, place);
        if (!listed.add(id, number)) {
          failAt(
            place,
            'duplicate-name',
            `The image ${line.trim()} is listed twice, here or for another split.`,
          );
        }
      }
    }
  }
  return listed;
}

/** What decides which images belong where. */
interface Selection {
  readonly spools: Readonly<Record<SplitName, LabelSpool>>;
  readonly inputs: ImageRows;
  readonly listed: ImageIdMap | undefined;
  /** By class number. */
  readonly isTrainable: readonly boolean[];
  readonly options: OpenImagesOptions;
}

/** An image that has an input and a positive class. */
interface ChosenImage {
  readonly split: SplitName;
  readonly image: VerifiedImage;
}

/** Every such image with its split, some at a time. */
async function* chosenImages(
  { spools, inputs, listed, options }: Selection,
  count: (what: string, by?: number) => void = () => {},
): AsyncGenerator<readonly ChosenImage[]> {
  const withoutInput = inputs.inputs === 'dense' ? 'images without features' : 'images without a picture';
  for (const file of splitNames) {
    const isListed = options.ids?.[file] !== undefined;
    for await (const images of spools[file].images()) {
      options.signal?.throwIfAborted();
      const chosen: ChosenImage[] = [];
      for (const image of images) {
        const number = listed?.get(image.image);
        if (number === undefined && isListed) count('images that no list names');
        else if (!inputs.has(image.image)) count(withoutInput);
        else if (image.positives.length === 0) count('images without a positive class');
        else {
          if (image.numRepeated > 0) count('labels given again', image.numRepeated);
          if (image.numContradicted > 0) {
            count('labels given as positive and as negative', image.numContradicted);
          }
          chosen.push({ split: number === undefined ? file : splitNames[number]!, image });
        }
      }
      yield chosen;
    }
  }
}

/**
 * Finds the labels: the trainable classes of training images. Where an image with any other class is left out, the
 * classes that only such images have are no labels either.
 */
async function selectLabels(
  selection: Selection,
  classes: readonly string[],
): Promise<{
  isLabel: readonly boolean[];
  kept: Readonly<Record<SplitName, number>>;
  counts: Record<string, number>;
}> {
  const { isTrainable, options } = selection;
  const counts: Record<string, number> = {};
  const occurs = classes.map(() => false);
  const count = (what: string, by = 1): void => {
    counts[what] = (counts[what] ?? 0) + by;
  };
  for await (const images of chosenImages(selection, count)) {
    for (const { split, image } of images) {
      if (split === 'train') for (const label of image.positives) occurs[label] = isTrainable[label]!;
    }
  }
  let isLabel: readonly boolean[] = occurs;
  if (options.otherClasses !== 'drop-label') {
    const remains = classes.map(() => false);
    for await (const images of chosenImages(selection)) {
      for (const { split, image } of images) {
        if (split !== 'train' || !image.positives.every((label) => occurs[label])) continue;
        for (const label of image.positives) remains[label] = true;
      }
    }
    isLabel = remains;
  }
  const kept = { train: 0, valid: 0, test: 0 };
  for await (const images of chosenImages(selection)) {
    for (const { split, image } of images) {
      if (labelsOf(image, isLabel, options) === undefined)
        count('images left out for classes that are no labels');
      else kept[split]++;
    }
  }
  return { isLabel, kept, counts };
}

/** The labels of an image; undefined where it is to be left out. */
function labelsOf(
  { positives }: VerifiedImage,
  isLabel: readonly boolean[],
  options: OpenImagesOptions,
): readonly number[] | undefined {
  const labels = positives.filter((label) => isLabel[label]);
  if (labels.length === positives.length) return labels;
  return options.otherClasses === 'drop-label' && labels.length > 0 ? labels : undefined;
}

async function writeLines(
  preparation: Preparation,
  parts: Selection & {
    readonly classes: readonly string[];
    readonly isLabel: readonly boolean[];
    readonly kept: Readonly<Record<SplitName, number>>;
  },
): Promise<void> {
  const { classes, isLabel, kept, inputs, options } = parts;
  const isDrawn = {
    train: drawn('train', kept.train, options),
    valid: drawn('valid', kept.valid, options),
    test: drawn('test', kept.test, options),
  };
  const next = { train: 0, valid: 0, test: 0 };
  for await (const images of chosenImages(parts)) {
    for (const { split, image } of images) {
      const labels = labelsOf(image, isLabel, options);
      if (labels === undefined || !isDrawn[split](next[split]++)) continue;
      const path = inputs.place(image.image, split, preparation.counts[split]);
      const writing = preparation.write(split, {
        id: formatImageId(image.image),
        ...(path === undefined ? {} : { image: path }),
        labels: labels.map((label) => classes[label]!),
        negatives: image.negatives.flatMap((label) => (isLabel[label] ? [classes[label]!] : [])).sort(),
      });
      if (writing !== undefined) await writing;
    }
  }
}

/** Which of a split's images are kept where only some are. */
function drawn(
  split: SplitName,
  numImages: number,
  { sizes, seed = 0 }: OpenImagesOptions,
): (image: number) => boolean {
  const size = sizes?.[split] ?? numImages;
  if (size >= numImages) return () => true;
  const order = Uint32Array.from({ length: numImages }, (_, image) => image);
  createRandom([seed, 'open-images', split]).shuffle(order);
  const chosen = new Uint8Array(numImages);
  for (const image of order.subarray(0, size)) chosen[image] = 1;
  return (image) => chosen[image] === 1;
}
