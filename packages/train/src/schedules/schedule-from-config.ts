import { constantSchedule } from './constant-schedule.js';
import { cosineSchedule } from './cosine-schedule.js';
import { cosineWarmup } from './cosine-warmup.js';
import { exponentialSchedule } from './exponential-schedule.js';
import { linearWarmup } from './linear-warmup.js';
import { oneCycleSchedule } from './one-cycle-schedule.js';
import type { Schedule, ScheduleConfig } from './schedule.js';
import { stairSchedule } from './stair-schedule.js';
import { stepSchedule } from './step-schedule.js';

/**
 * Makes the schedule that a config describes.
 *
 * @throws TypeError when the kind is unknown; RangeError as the factories do
 */
export function scheduleFromConfig(config: ScheduleConfig): Schedule {
  switch (config.kind) {
    case 'constant':
      return constantSchedule();
    case 'linear-warmup':
      return linearWarmup({ steps: config.steps, after: scheduleFromConfig(config.after) });
    case 'cosine-warmup':
      return cosineWarmup({ steps: config.steps, after: scheduleFromConfig(config.after) });
    case 'step':
      return stepSchedule(config);
    case 'cosine':
      return cosineSchedule(config);
    case 'stairs':
      return stairSchedule(config);
    case 'one-cycle':
      return oneCycleSchedule(config);
    case 'exponential':
      return exponentialSchedule(config);
    default:
      throw new TypeError(
        `scheduleFromConfig: kind must be constant, linear-warmup, cosine-warmup, step, stairs, cosine, one-cycle or exponential, got ${String((config as { kind?: unknown }).kind)}`,
      );
  }
}
