import { InputError } from '@sbn/core';
import type { ImageFeatures } from '@sbn/datasets/prepare';
import { InvalidArgumentError, Option } from 'commander';
import { asInputError } from '../as-input-error.js';
import { parseInteger } from '../commands/parse-integer.js';
import { parseNames } from './parse-names.js';
import type { PreparationKind } from './preparation-kind.js';

interface Options {
  readonly source: string;
  readonly features?: readonly string[];
  readonly ids?: readonly string[];
  readonly idColumn?: string;
  readonly array?: string;
  readonly images?: string;
  readonly trainPrefix: string;
  readonly trainIds?: string;
  readonly validIds?: string;
  readonly testIds?: string;
  readonly validSize: number | 'all';
  readonly testSize: number | 'all';
  readonly seed: number;
  readonly otherClasses: 'drop-image' | 'drop-label';
}

/** `sbn prepare open-images`: human-verified image-level labels of Open Images V6. */
export const openImagesPreparation: PreparationKind<Options> = {
  command: {
    usage: 'open-images',
    summary: 'Open Images V6: human-verified labels, with features or pictures',
    description:
      'Takes the folder with oidv6-train-annotations-human-imagelabels.csv, validation-annotations-human-imagelabels.csv, ' +
      'test-annotations-human-imagelabels.csv, oidv6-classes-trainable.txt and oidv6-class-descriptions.csv, and features ' +
      'of the images (.npy, .npz or safetensors with a file of image ids, or Parquet with a column of them) or the pictures ' +
      'themselves, which "sbn embed --data" turns into features. The defaults are those of the paper: training images ' +
      'whose ids start with 1, images with any other class left out, 5,000 and 10,000 images drawn for validation and test.',
    examples: [
      'sbn prepare open-images --source oid --features x.npy --ids x-ids.txt --out data/oid',
      'sbn prepare open-images --source oid --features train.parquet,rest.parquet --id-column ImageID --out data/oid',
      'sbn prepare open-images --source oid --images pictures --out data/oid-pictures',
    ],
  },
  expectation: 'those of the paper',
  addOptions: (command) =>
    command
      .requiredOption('--source <folder>', 'the folder with the label files')
      .option('--features <files>', 'files of features, with commas between them', parseNames)
      .option('--ids <files>', 'for each of them the file with an image id a line', parseNames)
      .option('--id-column <name>', 'the column with the image ids in Parquet files')
      .option('--array <name>', 'the array, tensor or column with the features')
      .option('--images <folder>', 'pictures anywhere below a folder: 000026e7ee790996.jpg')
      .option('--train-prefix <digits>', 'how the ids of training images start, or any', checkPrefix, '1')
      .option('--train-ids <file>', 'a list of the training images')
      .option('--valid-ids <file>', 'a list of the validation images')
      .option('--test-ids <file>', 'a list of the test images')
      .option('--valid-size <number>', 'validation images to draw, or all', parseSize, 5000)
      .option('--test-size <number>', 'test images to draw, or all', parseSize, 10_000)
      .option('--seed <number>', 'decides which images are drawn', parseInteger(0), 0)
      .addOption(
        new Option('--other-classes <what>', 'what happens to images with a class that is no label')
          .choices(['drop-image', 'drop-label'])
          .default('drop-image'),
      ),
  prepare: async ({ options, resolve, ...request }) => {
    const { prepareOpenImages } = await import('@sbn/datasets/prepare');
    const { images, trainPrefix, validSize, testSize, seed, otherClasses } = options;
    const { trainIds, validIds, testIds } = options;
    const path = (file: string | undefined): string | undefined =>
      file === undefined ? undefined : resolve(file);
    const lists = { train: path(trainIds), valid: path(validIds), test: path(testIds) };
    // A list says itself which images are meant.
    const size = (wanted: number | 'all', list: string | undefined): number | undefined =>
      wanted === 'all' || list !== undefined ? undefined : wanted;
    const hasLists = Object.values(lists).some((list) => list !== undefined);
    return asInputError('sbn prepare open-images', () =>
      prepareOpenImages({
        ...request,
        source: resolve(options.source),
        features: featuresOf(options, resolve),
        images: path(images),
        trainPrefix: trainPrefix === 'any' || trainIds !== undefined ? undefined : trainPrefix,
        ids: hasLists ? lists : undefined,
        sizes: { valid: size(validSize, validIds), test: size(testSize, testIds) },
        seed,
        otherClasses,
      }),
    );
  },
};

function featuresOf(
  { features, images, ids, idColumn, array }: Options,
  resolve: (path: string) => string,
): readonly ImageFeatures[] | undefined {
  if ((features === undefined) === (images === undefined)) {
    throw new InputError('expected either --features FILES or --images FOLDER', { code: 'bad-flag' });
  }
  if (features === undefined) return undefined;
  if ((ids === undefined) === (idColumn === undefined)) {
    throw new InputError('expected --ids FILES or --id-column NAME together with --features', {
      code: 'bad-flag',
    });
  }
  if (ids !== undefined && ids.length !== features.length) {
    throw new InputError(
      `expected a file of ids for each of the ${features.length} files of features, got ${ids.length}`,
      { code: 'bad-flag' },
    );
  }
  return features.map((file, i) => ({
    file: resolve(file),
    array,
    ...(ids === undefined ? { idColumn } : { ids: resolve(ids[i]!) }),
  }));
}

function checkPrefix(text: string): string {
  if (text === 'any' || /^[0-9a-f]{1,16}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected up to 16 hexadecimal digits, or any.');
}

function parseSize(text: string): number | 'all' {
  return text === 'all' ? text : parseInteger(1)(text);
}
