import { z } from 'zod';
import { folderName, mapping, oneOrMore, path, seedList, wholeNumber } from '../config/fields.js';
import { type StudyReportConfig, studyReportSchema } from '../config/study-report.js';
import type { TaskConfig } from '../experiment/task-run.js';

/** A small layer to be drawn; a list stands for one layer for each of its values. */
export type PicturedHeadEntry =
  | {
      /** The fixed columns of a DFT layer alone: the labels in a cycle. */
      readonly kind: 'dft';
      readonly name?: string | undefined;
      readonly numLabels: readonly number[];
      readonly k: readonly number[];
    }
  | {
      /** Polynomials of degree 0 to dim - 1: the labels in a line. */
      readonly kind: 'vandermonde';
      readonly name?: string | undefined;
      readonly numLabels: readonly number[];
      readonly dim: readonly number[];
    }
  | {
      /** Independent Gaussian numbers, another layer for each seed. */
      readonly kind: 'gaussian';
      readonly name?: string | undefined;
      readonly numLabels: readonly number[];
      readonly dim: readonly number[];
      readonly bias: readonly boolean[];
    }
  | {
      /** A layer out of a model file or a run folder, or some of its labels. */
      readonly kind: 'file';
      readonly name: string;
      /** Relative to `folder`. */
      readonly weights: string;
      readonly tensor?: string | undefined;
      /** Relative to `folder`. */
      readonly bias?: string | undefined;
      readonly biasTensor?: string | undefined;
      readonly transpose?: boolean | undefined;
      /** A file with one name per label, relative to `folder`; that of a run folder when left out. */
      readonly names?: string | undefined;
      /** The labels to draw, by number from 0; all when left out. */
      readonly labels?: readonly number[] | undefined;
    };

/** What can be drawn of a layer. */
export type PictureKind = 'hasse' | 'hyperplanes';

/** Small layers drawn in full: which label sets they can output, and where. */
export interface PicturesConfig extends TaskConfig {
  readonly task: 'pictures-of-layers';
  readonly description?: string | undefined;
  readonly heads: readonly PicturedHeadEntry[];
  readonly seeds: readonly number[];
  /** Both kinds where both can be drawn; a layer with too many labels or columns for one has the other. */
  readonly pictures: readonly PictureKind[];
  /** Of the sets that a layer cannot output, those of at most so many labels are named. */
  readonly sparse: number;
  /** Where weights files are relative to. */
  readonly folder: string;
  readonly report: StudyReportConfig;
}

const numLabels = oneOrMore(wholeNumber(2, 12));

const head: z.ZodType<PicturedHeadEntry> & z.core.$ZodTypeDiscriminable = z.discriminatedUnion('kind', [
  mapping({ kind: z.literal('dft'), name: folderName.optional(), numLabels, k: oneOrMore(wholeNumber(1)) }),
  mapping({
    kind: z.literal('vandermonde'),
    name: folderName.optional(),
    numLabels,
    dim: oneOrMore(wholeNumber(1)),
  }),
  mapping({
    kind: z.literal('gaussian'),
    name: folderName.optional(),
    numLabels,
    dim: oneOrMore(wholeNumber(1)),
    bias: oneOrMore(z.boolean()).default([false]),
  }),
  mapping({
    kind: z.literal('file'),
    name: folderName,
    weights: path,
    tensor: z.string().min(1).optional(),
    bias: path.optional(),
    biasTensor: z.string().min(1).optional(),
    transpose: z.boolean().optional(),
    names: path.optional(),
    labels: z.array(wholeNumber(0)).min(2).max(12).optional(),
  }),
]);

/** Schema of a configuration with `task: pictures-of-layers`. */
export const picturesSchema: z.ZodType<PicturesConfig> & z.core.$ZodTypeDiscriminable = mapping({
  task: z.literal('pictures-of-layers'),
  name: folderName,
  description: z.string().optional(),
  heads: z.array(head).min(1),
  seeds: seedList,
  pictures: z
    .array(z.enum(['hasse', 'hyperplanes']))
    .min(1)
    .default(['hasse', 'hyperplanes']),
  sparse: wholeNumber(0).default(2),
  folder: path.default('.'),
  report: studyReportSchema,
});
