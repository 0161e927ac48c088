import { type Schedule, scheduleFromConfig } from '@sbn/train';
import type { ScheduleConfig } from '../config/schedule.js';

/** Makes a schedule. @param totalSteps its updates, where it is one that ends with the training */
export function scheduleOf(config: ScheduleConfig, totalSteps: number): Schedule {
  switch (config.kind) {
    case 'cosine':
    case 'stairs':
    case 'one-cycle':
      return scheduleFromConfig({ ...config, steps: config.steps ?? totalSteps });
    case 'cosine-warmup': {
      const after = scheduleOf(config.after, Math.max(1, totalSteps - config.steps));
      return scheduleFromConfig({ ...config, after: after.toConfig() });
    }
    default:
      return scheduleFromConfig(config);
  }
}
