import { type Loss, lossFromConfig } from '@sbn/heads';
import { adam, linearWarmup, type Optimizer, type Schedule, sgd } from '@sbn/train';
import { scheduleOf } from '../experiment/schedule-of.js';
import type { RunTrainingConfig } from './run-records.js';

/** The parts of a training that a configuration describes. */
export interface BuiltTraining {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
}

/**
 * Makes loss, optimiser and schedule.
 *
 * @param totalSteps updates of the whole training, for a schedule that ends with it
 */
export function buildTraining(config: RunTrainingConfig, totalSteps: number): BuiltTraining {
  const { optimizer, learningRate, weightDecay, groups, schedule, warmupSteps } = config;
  const settings = { learningRate, weightDecay, groups };
  const afterWarmup = scheduleOf(schedule, Math.max(1, totalSteps - warmupSteps));
  return {
    loss: lossFromConfig(config.loss),
    optimizer: optimizer === 'adam' ? adam(settings) : sgd(settings),
    schedule: warmupSteps === 0 ? afterWarmup : linearWarmup({ steps: warmupSteps, after: afterWarmup }),
  };
}
