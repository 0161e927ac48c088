import { checkCount, checkPositive } from '../checks.js';
import { adam } from '../optimizers/adam.js';
import type { Optimizer, OptimizerConfig } from '../optimizers/optimizer.js';
import { constantSchedule } from '../schedules/constant-schedule.js';
import type { Schedule } from '../schedules/schedule.js';
import type { EpochOptions } from './epoch-options.js';
import type { MonitorOptions } from './monitor.js';

/** What the loop reads of the config of a training. */
export interface EpochConfig {
  readonly model: unknown;
  readonly optimizer: OptimizerConfig;
  readonly epochs: number;
  readonly batchSize: number;
}

/** What `runEpochs` is to do: the options with their defaults filled in, and checked. */
export interface EpochPlan<Own = never> {
  /** What a message starts with: the name of the function that trains. */
  readonly place: string;
  /** Tells checkpoints of this kind of training from others. */
  readonly checkpointFormat: string;
  readonly options: EpochOptions<Own>;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  readonly logEverySteps: number;
  /** What the best parameters are, and when to stop for want of better ones; undefined where nothing is evaluated. */
  readonly monitor: MonitorOptions | undefined;
  readonly config: EpochConfig;
}

/**
 * Checks the options that every training has, and fills in their defaults.
 *
 * @param place what a message starts with
 * @throws RangeError when one is out of range
 */
export function planEpochs(
  place: string,
  options: EpochOptions,
): Pick<EpochPlan, 'optimizer' | 'schedule' | 'logEverySteps'> {
  const { optimizer = adam(), schedule = constantSchedule(), logEverySteps = 50 } = options;
  const { epochs, clipNorm, checkpointEverySteps } = options;
  checkCount(place, 'epochs', epochs);
  checkCount(place, 'logEverySteps', logEverySteps);
  if (clipNorm !== undefined) checkPositive(place, 'clipNorm', clipNorm);
  if (checkpointEverySteps !== undefined) checkCount(place, 'checkpointEverySteps', checkpointEverySteps);
  return { optimizer, schedule, logEverySteps };
}
