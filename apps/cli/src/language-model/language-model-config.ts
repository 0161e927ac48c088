import { z } from 'zod';
import { type ClassDetectionConfig, classDetectionSchema } from '../class-heads/class-detection-config.js';
import { type ClassHeadEntry, classHeadSchema } from '../class-heads/class-head-entry.js';
import { type BackendWord, backendSchema } from '../config/backend.js';
import { folderName, mapping, seedList, wholeNumber } from '../config/fields.js';
import { type ScheduleConfig, scheduleSchema } from '../config/schedule.js';
import { type StudyReportConfig, studyReportSchema } from '../config/study-report.js';
import type { TaskConfig } from '../experiment/task-run.js';
import { classWidth } from './class-width.js';
import { type TextDataConfig, textDataSchema } from './text-data-config.js';

/** Embeddings and LSTM layers: all of a language model but its head. */
export interface LanguageNetworkConfig {
  /** Width of an embedding. */
  readonly embeddingDim: number;
  /** Widths of the LSTM layers, the lowest first. */
  readonly hiddenDims: readonly number[];
  /** Whether the heads' weights are the embedding table; where the sizes fit when left out. */
  readonly tied?: boolean | undefined;
  /** Rates of what is set to 0 in training. */
  readonly dropout: {
    /** Whole tokens of the vocabulary. */
    readonly tokens: number;
    /** Entries of the embeddings. */
    readonly inputs: number;
    /** Units between two LSTM layers. */
    readonly hidden: number;
    /** Units of the last layer. */
    readonly outputs: number;
    /** Recurrent weights. */
    readonly recurrent: number;
  };
}

/** How a language model is trained. */
export interface LanguageTrainingConfig {
  readonly epochs: number;
  /** Columns that the text is cut into, which are read side by side. */
  readonly batchSize: number;
  /** Tokens of a column per update, which a gradient reaches back over. */
  readonly window: number;
  /** Whether windows have random lengths around `window`, and learning rates that follow them. */
  readonly variableWindows: boolean;
  /** `nt-asgd` is sgd that averages the parameters once the validation loss gets no better. */
  readonly optimizer: 'adam' | 'sgd' | 'nt-asgd';
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Of nt-asgd: how many epochs back the best validation loss may lie. */
  readonly nonMono: number;
  readonly schedule: ScheduleConfig;
  /** Gradients with a greater Euclidean norm are scaled down to it. */
  readonly clipNorm?: number | undefined;
  /** What is added to the loss: times the mean square of the features, and of their change from step to step. */
  readonly penalties: { readonly activation: number; readonly temporal: number };
  /** Ends the training after so many epochs without a better validation loss; never when left out. */
  readonly patience?: number | undefined;
  readonly backend: BackendWord;
  /** Updates between two checkpoints; one is written after every epoch in any case. */
  readonly checkpointEverySteps?: number | undefined;
}

/** How a trained language model is measured. */
export interface LanguageEvaluationConfig {
  readonly split: 'valid' | 'test';
  /** Columns that the text is cut into; each starts without context. */
  readonly batchSize: number;
  /** Steps that are computed together. */
  readonly window: number;
  /** Whole distributions are looked at: ranks and calibration. */
  readonly ranks: {
    /** In so many contexts from the beginning of the text, or in all that it has. */
    readonly contexts: number;
    /** Directions that are looked at; all of a vocabulary of 2048 tokens or less, else 512, when left out. */
    readonly sketchSize?: number | undefined;
    /** The share of the energy that the energy rank leaves out. */
    readonly energyLoss: number;
  };
}

/** An experiment with language models that differ in their heads. */
export interface LanguageExperimentConfig extends TaskConfig {
  readonly task: 'language-model';
  readonly description?: string | undefined;
  readonly data: TextDataConfig;
  readonly model: LanguageNetworkConfig;
  readonly heads: readonly ClassHeadEntry[];
  readonly seeds: readonly number[];
  readonly training: LanguageTrainingConfig;
  readonly evaluation: LanguageEvaluationConfig;
  readonly detection: ClassDetectionConfig;
  readonly report: StudyReportConfig;
}

const rate = z.number().min(0).lt(1).default(0);

/** Schema of a configuration with `task: language-model`. */
export const languageModelSchema: z.ZodType<LanguageExperimentConfig> & z.core.$ZodTypeDiscriminable =
  mapping({
    task: z.literal('language-model'),
    name: folderName,
    description: z.string().optional(),
    data: textDataSchema,
    model: mapping({
      embeddingDim: wholeNumber(1),
      hiddenDims: z.array(wholeNumber(1)).min(1),
      tied: z.boolean().optional(),
      dropout: mapping({ tokens: rate, inputs: rate, hidden: rate, outputs: rate, recurrent: rate }).prefault(
        {},
      ),
    }).refine(({ hiddenDims, dropout }) => hiddenDims.length > 1 || dropout.hidden === 0, {
      path: ['dropout', 'hidden'],
      error: 'this is the dropout between two LSTM layers, and hiddenDims has one; leave it out',
    }),
    heads: z.array(classHeadSchema).min(1),
    seeds: seedList,
    training: mapping({
      epochs: wholeNumber(1).default(10),
      batchSize: wholeNumber(1).default(20),
      window: wholeNumber(1).default(35),
      variableWindows: z.boolean().default(false),
      optimizer: z.enum(['adam', 'sgd', 'nt-asgd']).default('adam'),
      learningRate: z.number().positive().default(0.001),
      weightDecay: z.number().min(0).default(0),
      nonMono: wholeNumber(0).default(5),
      schedule: scheduleSchema.prefault({ kind: 'constant' }),
      clipNorm: z.number().positive().optional(),
      penalties: mapping({
        activation: z.number().min(0).default(0),
        temporal: z.number().min(0).default(0),
      }).prefault({}),
      patience: wholeNumber(1).optional(),
      backend: backendSchema.default('auto'),
      checkpointEverySteps: wholeNumber(1).optional(),
    }).prefault({}),
    evaluation: mapping({
      split: z.enum(['valid', 'test']).default('test'),
      batchSize: wholeNumber(1).default(10),
      window: wholeNumber(1).default(35),
      ranks: mapping({
        contexts: wholeNumber(1).default(10_000),
        sketchSize: wholeNumber(1).optional(),
        energyLoss: z.number().min(1e-10).lt(1).default(1e-3),
      }).prefault({}),
    }).prefault({}),
    detection: classDetectionSchema,
    report: studyReportSchema,
  }).superRefine(({ model, heads }, context) => {
    const { tied, embeddingDim, hiddenDims } = model;
    if (!tied) return;
    for (const [index, head] of heads.entries()) {
      for (const dim of head.kind === 'mixture' ? (head.dim ?? [undefined]) : [undefined]) {
        const width = classWidth({ dim }, hiddenDims);
        if (width === embeddingDim) continue;
        context.addIssue({
          code: 'custom',
          path: dim === undefined ? ['model', 'tied'] : ['heads', index, 'dim'],
          message: `an embedding has ${embeddingDim} numbers and a class of heads[${index}] (${head.kind}) has ${width}${dim === undefined ? ', the last of hiddenDims' : ''}; weights can be shared where these are equal only. Make them equal, or leave tied out`,
        });
      }
    }
  });
