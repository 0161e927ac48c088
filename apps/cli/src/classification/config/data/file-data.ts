import { z } from 'zod';
import { mapping, path, wholeNumber } from '../../../config/fields.js';
import { type LabelOrderConfig, labelOrderSchema } from '../../../label-order/label-order-config.js';
import { type VocabularyConfig, vocabularySchema } from './vocabulary.js';

/** A file, or some of its examples: rows `from` up to and without `to`, counted from 0. */
export type FilePart = string | { readonly file: string; readonly rows: readonly [from: number, to: number] };

/** What all data sets that come as text files have in common. */
export interface FileData {
  /** The name of the data set; that of the training file when left out. */
  readonly name?: string | undefined;
  readonly train: FilePart;
  /** Carved out of `train` when left out. */
  readonly valid?: FilePart | undefined;
  /** Carved out of `train` when left out. */
  readonly test?: FilePart | undefined;
  /** The shares of `train` for what has no file of its own, by a hash of the examples. */
  readonly split: {
    readonly seed: number;
    /** 0.1 where the split has no file of its own and this is left out. */
    readonly valid?: number | undefined;
    readonly test?: number | undefined;
    /** What an example is known by: its id where it has one, its row elsewhere, when left out. */
    readonly by?: 'id' | 'row' | 'content' | undefined;
  };
  readonly vocabulary: VocabularyConfig;
  /** How bags are weighted; the values as they stand when left out. */
  readonly weighting?: 'binary' | 'count' | 'log-count' | 'tf-idf' | undefined;
  readonly normalise?: 'none' | 'l2' | undefined;
  /** A text file with one label name per line, in order. */
  readonly labelNamesFile?: string | undefined;
  readonly numLabels?: number | undefined;
  /** Training examples that a label name needs to become a label. */
  readonly minLabelCount?: number | undefined;
  readonly unknownLabels?: 'drop' | 'error' | undefined;
  readonly duplicateLabels: 'error' | 'merge';
  readonly maxLineBytes?: number | undefined;
  /** How the labels are numbered; as the data set has them when left out. */
  readonly labelOrder?: LabelOrderConfig | undefined;
  /** True reads the files again for every pass instead of holding them in memory. */
  readonly stream: boolean;
  /** Examples in the shuffle buffer of a streamed data set. */
  readonly shuffleBuffer?: number | undefined;
}

const share = z.number().min(0).lt(1);

const filePart: z.ZodType<FilePart> = z.union(
  [path, mapping({ file: path, rows: z.tuple([wholeNumber(0), wholeNumber(1)]) })],
  { error: 'expected the path of a file, or {file: path, rows: [from, to]}' },
);

/** The fields of {@link FileData}, for the schema of one format. */
export const fileDataFields: {
  readonly [Key in keyof Required<FileData>]: z.ZodType<FileData[Key]>;
} = {
  name: z.string().min(1).optional(),
  train: filePart,
  valid: filePart.optional(),
  test: filePart.optional(),
  split: mapping({
    seed: z.int().default(0),
    valid: share.optional(),
    test: share.optional(),
    by: z.enum(['id', 'row', 'content']).optional(),
  }).prefault({}),
  vocabulary: vocabularySchema(1),
  weighting: z.enum(['binary', 'count', 'log-count', 'tf-idf']).optional(),
  normalise: z.enum(['none', 'l2']).optional(),
  labelNamesFile: path.optional(),
  numLabels: wholeNumber(1).optional(),
  minLabelCount: wholeNumber(1).optional(),
  unknownLabels: z.enum(['drop', 'error']).optional(),
  duplicateLabels: z.enum(['error', 'merge']).default('error'),
  maxLineBytes: wholeNumber(1).optional(),
  labelOrder: labelOrderSchema.optional(),
  stream: z.boolean().default(false),
  shuffleBuffer: wholeNumber(1).optional(),
};
