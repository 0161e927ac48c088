import { constantSchedule } from './constant-schedule.js';
import { cosineSchedule } from './cosine-schedule.js';
import { exponentialSchedule } from './exponential-schedule.js';
import { linearWarmup } from './linear-warmup.js';
import type { Schedule, ScheduleConfig } from './schedule.js';
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
    case 'step':
      return stepSchedule(config);
    case 'cosine':
      return cosineSchedule(config);
    case 'exponential':
      return exponentialSchedule(config);
    default:
      throw new TypeError(
        `scheduleFromConfig: kind must be constant, linear-warmup, step, cosine or exponential, got ${String((config as { kind?: unknown }).kind)}`,
      );
  }
}
