import { z } from 'zod';
import { mapping, path } from '../../../config/fields.js';
import { type FileData, fileDataFields } from './file-data.js';

/** The rows of a matrix, such as the embeddings of a frozen encoder, and their labels. */
export interface NpyPart {
  /** A .npy, .npz, safetensors or Parquet file with a matrix, one row per example. */
  readonly inputs: string;
  /** The name of the array in a .npz file, of the tensor, or of the column of lists in a Parquet file. */
  readonly array?: string | undefined;
  /** A file of JSON lines with the labels of each row: `[3, 17]`. */
  readonly labels: string;
}

/** Dense features from NumPy, safetensors and Parquet files. */
export interface NpyData
  extends Omit<
    FileData,
    'train' | 'valid' | 'test' | 'vocabulary' | 'weighting' | 'normalise' | 'shuffleBuffer'
  > {
  readonly kind: 'npy';
  readonly train: NpyPart;
  readonly valid?: NpyPart | undefined;
  readonly test?: NpyPart | undefined;
}

const part: z.ZodType<NpyPart> = mapping({
  inputs: path,
  array: z.string().min(1).optional(),
  labels: path,
});

const { vocabulary: _v, weighting: _w, normalise: _n, shuffleBuffer: _s, ...fields } = fileDataFields;

/** Schema of `data` with kind npy. */
export const npyDataSchema: z.ZodType<NpyData> & z.core.$ZodTypeDiscriminable = mapping({
  kind: z.literal('npy'),
  ...fields,
  train: part,
  valid: part.optional(),
  test: part.optional(),
});
