import type { Phase } from '@sbn/kernels/thread-team';

/** The name under which the team has the module of @sbn/kernels/training. */
export const trainingModuleName = 'training';

/**
 * A phase of that module.
 *
 * @param name of the exported function
 * @param params address of its struct
 */
export function trainingPhase(name: string, params: number, numChunks: number): Phase {
  return { module: trainingModuleName, name, params, numChunks };
}
