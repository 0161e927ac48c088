import { z } from 'zod';
import { mapping, wholeNumber } from './fields.js';

/** Settings of some parameters: those whose name starts with `match` (`encoder`, `head`, `head/weights`). */
export interface ParameterGroupConfig {
  readonly match: string;
  readonly learningRate?: number | undefined;
  readonly weightDecay?: number | undefined;
}

/** How the learning rate changes over the updates; lengths are in updates (batches). */
export type ScheduleConfig =
  | { readonly kind: 'constant' }
  | { readonly kind: 'step'; readonly boundaries: readonly number[]; readonly factor: number }
  | {
      readonly kind: 'cosine';
      /** To the end of the training when left out. */
      readonly steps?: number | undefined;
      readonly minimum: number;
      readonly restarts: boolean;
      readonly stretch: number;
    }
  | { readonly kind: 'exponential'; readonly decay: number; readonly steps: number };

/** What is minimised. */
export type LossConfig =
  | { readonly kind: 'sigmoid-cross-entropy'; readonly labelSmoothing: number }
  | { readonly kind: 'focal'; readonly gamma: number; readonly alpha?: number | undefined }
  | {
      readonly kind: 'asymmetric';
      readonly gammaPositive: number;
      readonly gammaNegative: number;
      readonly clip: number;
    };

/** When to stop before the last epoch. */
export interface EarlyStoppingConfig {
  /** A metric of the validation split, such as `f1At5`. */
  readonly metric: string;
  /** Epochs without a better value before it stops. */
  readonly patience: number;
  readonly mode: 'max' | 'min';
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
  readonly loss: LossConfig;
  /** Gradients with a greater Euclidean norm are scaled down to it. */
  readonly clipNorm?: number | undefined;
  readonly earlyStopping?: EarlyStoppingConfig | undefined;
  readonly backend: 'auto' | 'tensorflow-gpu' | 'tensorflow' | 'webgpu' | 'wasm' | 'cpu';
  /** Updates between two checkpoints; one is written after every epoch in any case. */
  readonly checkpointEverySteps?: number | undefined;
}

const schedule: z.ZodType<ScheduleConfig> = z.discriminatedUnion('kind', [
  mapping({ kind: z.literal('constant') }),
  mapping({
    kind: z.literal('step'),
    boundaries: z.array(wholeNumber(1)).min(1),
    factor: z.number().positive().default(0.1),
  }),
  mapping({
    kind: z.literal('cosine'),
    steps: wholeNumber(1).optional(),
    minimum: z.number().min(0).lt(1).default(0),
    restarts: z.boolean().default(false),
    stretch: wholeNumber(1).default(1),
  }),
  mapping({ kind: z.literal('exponential'), decay: z.number().positive(), steps: wholeNumber(1) }),
]);

const loss: z.ZodType<LossConfig> = z.discriminatedUnion('kind', [
  mapping({
    kind: z.literal('sigmoid-cross-entropy'),
    labelSmoothing: z.number().min(0).lt(1).default(0),
  }),
  mapping({
    kind: z.literal('focal'),
    gamma: z.number().min(0).default(2),
    alpha: z.number().min(0).max(1).optional(),
  }),
  mapping({
    kind: z.literal('asymmetric'),
    gammaPositive: z.number().min(0).default(0),
    gammaNegative: z.number().min(0).default(4),
    clip: z.number().min(0).lt(1).default(0.05),
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
  schedule: schedule.prefault({ kind: 'constant' }),
  warmupSteps: wholeNumber(0).default(0),
  loss: loss.prefault({ kind: 'sigmoid-cross-entropy' }),
  clipNorm: z.number().positive().optional(),
  earlyStopping: mapping({
    metric: z.string().min(1),
    patience: wholeNumber(1).default(3),
    mode: z.enum(['max', 'min']).default('max'),
  }).optional(),
  backend: z.enum(['auto', 'tensorflow-gpu', 'tensorflow', 'webgpu', 'wasm', 'cpu']).default('auto'),
  checkpointEverySteps: wholeNumber(1).optional(),
}).prefault({});
