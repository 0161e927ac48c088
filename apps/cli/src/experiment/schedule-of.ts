import { type Schedule, scheduleFromConfig } from '@sbn/train';
import type { ScheduleConfig } from '../config/schedule.js';

/** Makes a schedule. @param totalSteps its updates, where it is one that ends with the training */
export function scheduleOf(config: ScheduleConfig, totalSteps: number): Schedule {
  return scheduleFromConfig(
    config.kind === 'cosine' ? { ...config, steps: config.steps ?? totalSteps } : config,
  );
}
