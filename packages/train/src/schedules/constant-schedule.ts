import type { Schedule } from './schedule.js';

/** The factor is 1 at every step. */
export function constantSchedule(): Schedule {
  return { kind: 'constant', factor: () => 1, toConfig: () => ({ kind: 'constant' }) };
}
