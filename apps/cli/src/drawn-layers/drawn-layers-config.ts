import { z } from 'zod';
import { folderName, mapping, oneOrMore, seedList, wholeNumber } from '../config/fields.js';
import { type StudyReportConfig, studyReportSchema } from '../config/study-report.js';
import type { TaskConfig } from '../experiment/task-run.js';

/**
 * How a layer is drawn; nothing of it is trained. All have 2k + 1 columns and more, so that layers of the same width can
 * be compared.
 */
export type DrawnHeadEntry =
  | {
      /**
       * Fixed columns and slack columns of Gaussian numbers: `dft` has the constant column and the k lowest frequencies,
       * `vandermonde` the polynomials of degree 0 to 2k.
       */
      readonly kind: 'dft' | 'vandermonde';
      readonly name?: string | undefined;
      /** Columns beside the 2k + 1 fixed ones; one layer for each number. */
      readonly slackDims: readonly number[];
    }
  | {
      /**
       * Random columns only: `gaussian` of independent Gaussian numbers, `unit-rows` the same with rows of length 1,
       * `sigmoid-bottleneck` as such a head is before its training.
       */
      readonly kind: 'gaussian' | 'unit-rows' | 'sigmoid-bottleneck';
      readonly name?: string | undefined;
      /** Columns above 2k + 1; one layer for each number. */
      readonly extraDims: readonly number[];
      /** Whether the first column is constant, so that all scores can be moved at once; it is as long as all others together. */
      readonly constantColumn: boolean;
    };

/** The label sets that every layer of the same n, k and seed is asked about. */
export interface DrawnLabelSetsConfig {
  /** How many, with each number of labels; drawn with replacement. */
  readonly count: number;
  /** How many labels they have; k when left out. */
  readonly cardinalities?: readonly number[] | undefined;
}

/** What is measured of each label set. */
export interface DrawnDetectionConfig {
  /** B: centers of balls have |x_j| <= B. */
  readonly box: number;
  /** A set is ε-argmaxable when the radius of its largest ball is larger. */
  readonly epsilon: number;
  /** The least radius with which the paper's linear program calls a set argmaxable. */
  readonly leastRadius: number;
  /** Worker threads for the radii; 0 works in the main thread, which for small layers is faster than starting others. */
  readonly workers: number;
}

/** Layers as they are drawn, over numbers of labels n and active labels k: which label sets they can output, and how well. */
export interface DrawnLayersConfig extends TaskConfig {
  readonly task: 'drawn-layers';
  readonly description?: string | undefined;
  /** n; every layer is drawn for each. */
  readonly numLabels: readonly number[];
  /** k; every layer is drawn for each. */
  readonly k: readonly number[];
  readonly heads: readonly DrawnHeadEntry[];
  readonly seeds: readonly number[];
  readonly labelSets: DrawnLabelSetsConfig;
  readonly detection: DrawnDetectionConfig;
  readonly report: StudyReportConfig;
}

const fixedColumns = {
  name: folderName.optional(),
  slackDims: oneOrMore(wholeNumber(0)).default([0]),
};

const randomColumns = {
  name: folderName.optional(),
  extraDims: oneOrMore(wholeNumber(0)).default([0]),
  constantColumn: z.boolean().default(false),
};

const head: z.ZodType<DrawnHeadEntry> & z.core.$ZodTypeDiscriminable = z.discriminatedUnion('kind', [
  mapping({ kind: z.literal('dft'), ...fixedColumns }),
  mapping({ kind: z.literal('vandermonde'), ...fixedColumns }),
  mapping({ kind: z.literal('gaussian'), ...randomColumns }),
  mapping({ kind: z.literal('unit-rows'), ...randomColumns }),
  mapping({ kind: z.literal('sigmoid-bottleneck'), ...randomColumns }),
]);

/** Schema of a configuration with `task: drawn-layers`. */
export const drawnLayersSchema: z.ZodType<DrawnLayersConfig> & z.core.$ZodTypeDiscriminable = mapping({
  task: z.literal('drawn-layers'),
  name: folderName,
  description: z.string().optional(),
  numLabels: oneOrMore(wholeNumber(2)),
  k: oneOrMore(wholeNumber(1)),
  heads: z.array(head).min(1),
  seeds: seedList,
  labelSets: mapping({
    count: wholeNumber(1).default(1000),
    cardinalities: oneOrMore(wholeNumber(0)).optional(),
  }).prefault({}),
  detection: mapping({
    box: z.number().positive().default(1e4),
    epsilon: z.number().min(0).default(1),
    leastRadius: z.number().positive().default(1e-8),
    workers: wholeNumber(0, 256).default(0),
  }).prefault({}),
  report: studyReportSchema,
})
  .refine(({ numLabels, k }) => 2 * Math.max(...k) + 1 <= Math.min(...numLabels), {
    path: ['k'],
    error:
      'expected 2k + 1 <= n for every k and every n of numLabels, since a layer has 2k + 1 columns or more',
  })
  .refine(
    ({ numLabels, labelSets }) => Math.max(0, ...(labelSets.cardinalities ?? [])) <= Math.min(...numLabels),
    {
      path: ['labelSets', 'cardinalities'],
      error: 'expected label sets of at most n labels, for every n of numLabels',
    },
  );
