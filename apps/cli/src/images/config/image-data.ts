import { z } from 'zod';
import { mapping, path, wholeNumber } from '../../config/fields.js';

/** A value is (pixel / 255 − mean) / deviation; one number, or one for each channel. */
interface ScaleConfig {
  readonly mean: number | readonly number[];
  readonly deviation: number | readonly number[];
}

/** How a picture becomes numbers. */
interface PreparationConfig extends ScaleConfig {
  readonly height: number;
  readonly width: number;
  /** 1: grey; 3: colour. */
  readonly channels: 1 | 3;
  /** `contain`: the whole picture, with bars; `cover`: the middle, without; `fill`: stretched. */
  readonly fit: 'contain' | 'cover' | 'fill';
  /** The grey, 0 to 255, of bars and of what shows through. */
  readonly background: number;
}

/** What every kind of image data has. */
interface SharedDataConfig {
  /** The name of the data set; its own when left out. */
  readonly name?: string | undefined;
  /** Names or patterns (`Balinese/*`) of classes whose pictures count as unknown, and may be trained on as such. */
  readonly unknown: readonly string[];
  /** The same, for pictures that are tested on only: then they are the unknown pictures of the test, and no others. */
  readonly unseen: readonly string[];
  /** How the pictures that are trained on are varied. */
  readonly augment?: AugmentConfig | undefined;
}

/** How far training pictures are varied at random, each of it up to the number. */
export interface AugmentConfig {
  readonly brightness?: number | undefined;
  readonly contrast?: number | undefined;
  /** Degrees. */
  readonly rotate?: number | undefined;
  /** Pixels. */
  readonly blur?: number | undefined;
  readonly flip?: boolean | undefined;
}

/** The shares of the training pictures that become parts without a place of their own. */
interface SplitConfig {
  readonly valid: number;
  readonly test: number;
  readonly seed: number;
}

/** A folder of pictures, with a folder for each class. */
export interface FolderImageData extends SharedDataConfig, PreparationConfig {
  readonly kind: 'folder';
  readonly folder: string;
  /** `splits`: it has the folders train, valid and test first; found out when left out. */
  readonly layout?: 'classes' | 'splits' | undefined;
  /** How many folders name a class. */
  readonly classDepth: number;
  readonly split: SplitConfig;
  readonly onCorrupt: 'skip' | 'fail';
  /** Threads that decode. */
  readonly workers?: number | undefined;
  /** Bytes of decoded pictures that are kept in memory. */
  readonly cacheBytes?: number | undefined;
}

/** The icons of npm `@tabler/icons`, in their categories. */
export interface TablerImageData extends SharedDataConfig, ScaleConfig {
  readonly kind: 'tabler-icons';
  readonly height: number;
  readonly width: number;
  readonly split: SplitConfig;
}

/** The two files of a part, gzipped or not. */
interface IdxPartConfig {
  readonly images: string;
  readonly labels: string;
}

/** Files of the MNIST family; the pictures keep their size. */
export interface IdxImageData extends SharedDataConfig, ScaleConfig {
  readonly kind: 'idx';
  readonly train: IdxPartConfig;
  readonly valid?: IdxPartConfig | undefined;
  readonly test?: IdxPartConfig | undefined;
  /** The names of the classes in the order of their numbers; the numbers themselves when left out. */
  readonly classNames?: readonly string[] | undefined;
  /** Whether rows and columns are swapped, as in EMNIST. */
  readonly transpose: boolean;
  /** Of the training pictures, for parts without files; by a tenth each when left out. */
  readonly split: Partial<SplitConfig>;
}

/** `data` in a configuration with `task: images`. */
export type ImageDataConfig = FolderImageData | TablerImageData | IdxImageData;

const share = z.number().min(0).lt(1);

const split = mapping({
  valid: share.default(0.1),
  test: share.default(0.1),
  seed: z.int().default(0),
})
  .refine(({ valid, test }) => valid + test < 1, {
    error: 'expected shares that add up to less than 1, to leave pictures to train on',
  })
  .prefault({});

const shared = {
  name: z.string().min(1).optional(),
  unknown: z.array(z.string().min(1)).default([]),
  unseen: z.array(z.string().min(1)).default([]),
  augment: mapping({
    brightness: z.number().min(0).max(1).optional(),
    contrast: z.number().min(0).max(1).optional(),
    rotate: z.number().min(0).max(180).optional(),
    blur: z.number().min(0).max(16).optional(),
    flip: z.boolean().optional(),
  }).optional(),
};

const idxPart = mapping({ images: path, labels: path });

const perChannel = z.union([z.number(), z.array(z.number()).min(1)]);

const scale = { mean: perChannel.default(0), deviation: perChannel.default(1) };

/** Schema of `data` in a configuration with `task: images`. */
export const imageDataSchema: z.ZodType<ImageDataConfig> = z.discriminatedUnion('kind', [
  mapping({
    kind: z.literal('folder'),
    folder: path,
    layout: z.enum(['classes', 'splits']).optional(),
    classDepth: wholeNumber(1, 16).default(1),
    height: wholeNumber(1, 4096).default(32),
    width: wholeNumber(1, 4096).default(32),
    channels: z.union([z.literal(1), z.literal(3)], { error: 'expected 1 (grey) or 3 (colour)' }).default(1),
    fit: z.enum(['contain', 'cover', 'fill']).default('contain'),
    background: wholeNumber(0, 255).default(255),
    ...scale,
    split,
    onCorrupt: z.enum(['skip', 'fail']).default('skip'),
    workers: wholeNumber(0, 64).optional(),
    cacheBytes: wholeNumber(0).optional(),
    ...shared,
  }),
  mapping({
    kind: z.literal('tabler-icons'),
    height: wholeNumber(1, 4096).default(32),
    width: wholeNumber(1, 4096).default(32),
    ...scale,
    split,
    ...shared,
  }),
  mapping({
    kind: z.literal('idx'),
    train: idxPart,
    valid: idxPart.optional(),
    test: idxPart.optional(),
    classNames: z.array(z.string().min(1)).optional(),
    transpose: z.boolean().default(false),
    ...scale,
    split: mapping({
      valid: share.optional(),
      test: share.optional(),
      seed: z.int().optional(),
    }).prefault({}),
    ...shared,
  }),
]);

/** Where `data` has paths. */
export const imageDataPaths: readonly string[] = [
  'folder',
  ...['train', 'valid', 'test'].flatMap((part) => [`${part}.images`, `${part}.labels`]),
];
