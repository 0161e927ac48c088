import { z } from 'zod';
import { type ClassDetectionConfig, classDetectionSchema } from '../class-heads/class-detection-config.js';
import { type ClassHeadEntry, classHeadSchema } from '../class-heads/class-head-entry.js';
import { type BackendWord, backendSchema } from '../config/backend.js';
import { folderName, mapping, oneOrMore, seedList, wholeNumber } from '../config/fields.js';
import { type ScheduleConfig, scheduleSchema } from '../config/schedule.js';
import { type StudyReportConfig, studyReportSchema } from '../config/study-report.js';
import type { TaskConfig } from '../experiment/task-run.js';

/** The size of a distribution, and what it is drawn with. */
interface TruthSize {
  readonly contexts: number;
  readonly classes: number;
  /** The truth is the same for all runs; `seeds` are those of the models. */
  readonly seed: number;
}

/** The distribution that all heads are to learn: P(class | context) for every context. */
export type TruthConfig =
  /** log_softmax of a random matrix of a given rank. */
  | (TruthSize & {
      readonly kind: 'low-rank';
      readonly rank: number;
      /** The logits have standard deviation 1 / temperature. */
      readonly temperature: number;
      /** Subtracts skew · log(1 + place) from the logits of a class, its place drawn: few frequent classes, many rare ones. */
      readonly skew: number;
    })
  /** Every context's probabilities from a symmetric Dirichlet distribution: full rank. */
  | (TruthSize & { readonly kind: 'dirichlet'; readonly concentration: number });

/** How every head is fitted to the truth. */
export interface SyntheticTrainingConfig {
  /** Updates, each with the exact expected cross entropy of its contexts. */
  readonly steps: number;
  /** Contexts of an update; all of them when left out. */
  readonly batchSize?: number | undefined;
  /** Of Adam. */
  readonly learningRate: number;
  readonly schedule: ScheduleConfig;
  readonly backend: BackendWord;
}

/** A synthetic experiment: heads of several widths learn a distribution that is known in full. */
export interface SyntheticConfig extends TaskConfig {
  readonly task: 'synthetic';
  readonly description?: string | undefined;
  readonly truth: TruthConfig;
  /** Widths d of the vectors that stand for the contexts, and that the heads read. */
  readonly dims: readonly number[];
  /** Every head is fitted at each width with each seed. */
  readonly heads: readonly ClassHeadEntry[];
  readonly seeds: readonly number[];
  readonly training: SyntheticTrainingConfig;
  readonly detection: ClassDetectionConfig;
  readonly report: StudyReportConfig;
}

const size = {
  contexts: wholeNumber(1).default(256),
  classes: wholeNumber(2).default(256),
  seed: z.int().default(0),
};

const truth: z.ZodType<TruthConfig> = z.discriminatedUnion('kind', [
  mapping({
    kind: z.literal('low-rank'),
    ...size,
    rank: wholeNumber(1),
    temperature: z.number().positive().default(0.25),
    skew: z.number().min(0).default(0),
  }).refine(({ contexts, classes, rank }) => rank <= Math.min(contexts, classes), {
    path: ['rank'],
    error: 'expected a rank of at most the number of contexts and of classes',
  }),
  mapping({ kind: z.literal('dirichlet'), ...size, concentration: z.number().positive().default(0.01) }),
]);

/** Schema of a configuration with `task: synthetic`. */
export const syntheticSchema: z.ZodType<SyntheticConfig> & z.core.$ZodTypeDiscriminable = mapping({
  task: z.literal('synthetic'),
  name: folderName,
  description: z.string().optional(),
  truth,
  dims: oneOrMore(wholeNumber(1)),
  heads: z.array(classHeadSchema).min(1),
  seeds: seedList,
  training: mapping({
    steps: wholeNumber(1).default(1000),
    batchSize: wholeNumber(1).optional(),
    learningRate: z.number().positive().default(0.03),
    schedule: scheduleSchema.prefault({ kind: 'cosine' }),
    backend: backendSchema.default('auto'),
  }).prefault({}),
  detection: classDetectionSchema,
  report: studyReportSchema,
});
