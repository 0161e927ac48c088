import { z } from 'zod';
import { type BackendWord, backendSchema } from '../../config/backend.js';
import { mapping, wholeNumber } from '../../config/fields.js';
import { type ScheduleConfig, scheduleSchema } from '../../config/schedule.js';

/** How an image classifier is trained; the loss is that of the head. */
export interface ImageTrainingConfig {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: 'adam' | 'sgd';
  readonly learningRate: number;
  readonly weightDecay: number;
  /** How the learning rate goes on after the warm-up. */
  readonly schedule: ScheduleConfig;
  /** Updates over which the learning rate rises to its full value first. */
  readonly warmupSteps: number;
  /** Gradients with a greater Euclidean norm are scaled down to it. */
  readonly clipNorm?: number | undefined;
  /** What the best epoch's parameters are best in, on the validation pictures; the score is the first of the head. */
  readonly monitor: 'closedSetAccuracy' | 'balancedAccuracy' | 'areaUnderRoc' | 'areaUnderOscr' | 'loss';
  /** Epochs without a better one before the training stops; never when left out. */
  readonly patience?: number | undefined;
  readonly backend: BackendWord;
  /** Updates between two checkpoints; one is written after every epoch in any case. */
  readonly checkpointEverySteps?: number | undefined;
}

/** Schema of `training` in a configuration with `task: images`. */
export const imageTrainingSchema: z.ZodType<ImageTrainingConfig> = mapping({
  epochs: wholeNumber(1).default(10),
  batchSize: wholeNumber(1).default(32),
  optimizer: z.enum(['adam', 'sgd']).default('adam'),
  learningRate: z.number().positive().default(0.001),
  weightDecay: z.number().min(0).default(0),
  schedule: scheduleSchema.prefault({ kind: 'constant' }),
  warmupSteps: wholeNumber(0).default(0),
  clipNorm: z.number().positive().optional(),
  monitor: z
    .enum(['closedSetAccuracy', 'balancedAccuracy', 'areaUnderRoc', 'areaUnderOscr', 'loss'])
    .default('closedSetAccuracy'),
  patience: wholeNumber(1).optional(),
  backend: backendSchema.default('auto'),
  checkpointEverySteps: wholeNumber(1).optional(),
}).prefault({});
