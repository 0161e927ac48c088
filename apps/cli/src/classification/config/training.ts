import { z } from 'zod';
import { type BackendWord, backendSchema } from '../../config/backend.js';
import { mapping, wholeNumber } from '../../config/fields.js';
import { type ScheduleConfig, scheduleSchema } from '../../config/schedule.js';

/** Settings of some parameters: those whose name starts with `match` (`encoder`, `head`, `head/weights`). */
export interface ParameterGroupConfig {
  readonly match: string;
  readonly learningRate?: number | undefined;
  readonly weightDecay?: number | undefined;
}

/** What every loss has. */
interface LabelLossConfig {
  /** `mean` over examples and labels, or their sum over the labels (then the learning rate means something else). */
  readonly reduction: 'mean' | 'sum-over-labels';
  /** y' = (1 - amount) y + amount * target. */
  readonly labelSmoothing?: { readonly amount: number; readonly target: number } | undefined;
}

/** What is minimised. */
export type LossConfig =
  | (LabelLossConfig & { readonly kind: 'sigmoid-cross-entropy' })
  | (LabelLossConfig & {
      readonly kind: 'focal';
      readonly gamma: number;
      readonly alpha?: number | undefined;
    })
  | (LabelLossConfig & {
      readonly kind: 'asymmetric';
      readonly gammaPositive: number;
      readonly gammaNegative: number;
      readonly clip: number;
    })
  /** For heads of classes, and the only one they have. */
  | {
      readonly kind: 'softmax-cross-entropy';
      /** y' = (1 - amount) y + amount / n. */
      readonly labelSmoothing?: { readonly amount: number } | undefined;
    };

/** Which epoch's parameters are the best, and when to stop looking for better ones. */
export interface MonitorConfig {
  /** `loss` or another metric of the validation split, such as `f1At5`. */
  readonly metric: string;
  /** Whether more or less is better; less for losses, more for everything else, when left out. */
  readonly mode?: 'max' | 'min' | undefined;
  /** A value is better only when it beats the best by more than this. */
  readonly minDelta: number;
  /** Epochs without a better value before the training stops; never when left out. */
  readonly patience?: number | undefined;
}

/** How a model is trained. */
export interface TrainingConfig {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: 'adam' | 'sgd';
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly groups: readonly ParameterGroupConfig[];
  /** How the learning rate goes on after the warm-up. */
  readonly schedule: ScheduleConfig;
  /** Updates over which the learning rate rises to its full value first. */
  readonly warmupSteps: number;
  /** The head's own where it is left out: the cross entropy of sigmoids for labels, of the softmax for classes. */
  readonly loss?: LossConfig | undefined;
  /** Gradients with a greater Euclidean norm are scaled down to it. */
  readonly clipNorm?: number | undefined;
  readonly monitor: MonitorConfig;
  /** What computes the steps: our kernels on the processor, or TensorFlow.js on the backend. */
  readonly engine: 'auto' | 'fused' | 'tfjs';
  /** Threads of the fused engine; one for each processor when left out. */
  readonly threads?: number | undefined;
  readonly backend: BackendWord;
  /** Updates between two checkpoints; one is written after every epoch in any case. */
  readonly checkpointEverySteps?: number | undefined;
}

const labelLoss = {
  reduction: z.enum(['mean', 'sum-over-labels']).default('mean'),
  labelSmoothing: mapping({
    amount: z.number().min(0).max(1),
    target: z.number().min(0).max(1).default(0.5),
  }).optional(),
};

const loss: z.ZodType<LossConfig> = z.discriminatedUnion('kind', [
  mapping({ kind: z.literal('sigmoid-cross-entropy'), ...labelLoss }),
  mapping({
    kind: z.literal('focal'),
    gamma: z.number().min(0).default(2),
    alpha: z.number().min(0).max(1).optional(),
    ...labelLoss,
  }),
  mapping({
    kind: z.literal('asymmetric'),
    gammaPositive: z.number().min(0).default(0),
    gammaNegative: z.number().min(0).default(4),
    clip: z.number().min(0).lt(1).default(0.05),
    ...labelLoss,
  }),
  mapping({
    kind: z.literal('softmax-cross-entropy'),
    labelSmoothing: mapping({ amount: z.number().min(0).max(1) }).optional(),
  }),
]);

/** Schema of `training`. */
export const trainingSchema: z.ZodType<TrainingConfig> = mapping({
  epochs: wholeNumber(1).default(10),
  batchSize: wholeNumber(1).default(32),
  optimizer: z.enum(['adam', 'sgd']).default('adam'),
  learningRate: z.number().positive().default(0.001),
  weightDecay: z.number().min(0).default(0),
  groups: z
    .array(
      mapping({
        match: z.string().min(1),
        learningRate: z.number().min(0).optional(),
        weightDecay: z.number().min(0).optional(),
      }),
    )
    .default([]),
  schedule: scheduleSchema.prefault({ kind: 'constant' }),
  warmupSteps: wholeNumber(0).default(0),
  loss: loss.optional(),
  clipNorm: z.number().positive().optional(),
  monitor: mapping({
    metric: z.string().min(1).default('loss'),
    mode: z.enum(['max', 'min']).optional(),
    minDelta: z.number().min(0).default(0),
    patience: wholeNumber(1).optional(),
  }).prefault({}),
  engine: z.enum(['auto', 'fused', 'tfjs']).default('auto'),
  threads: wholeNumber(1).optional(),
  backend: backendSchema.default('auto'),
  checkpointEverySteps: wholeNumber(1).optional(),
}).prefault({});
