import { availableParallelism } from 'node:os';

/** As many threads as there are cores, at most 8. */
export function defaultWorkers(): number {
  return Math.min(8, availableParallelism());
}
