import { InputError } from '@sbn/core';
import { describeRuntime } from '@sbn/train';
import type { TrainingConfig } from './config/training.js';

/**
 * Refuses more threads than this process can have, before anything is written for a run.
 *
 * @throws InputError when more than one thread is asked for and threads cannot share memory
 */
export function requireThreads({ engine, threads }: TrainingConfig): void {
  if (engine === 'tfjs' || threads === undefined || threads === 1 || describeRuntime().sharedMemory) return;
  throw new InputError(
    `training.threads is ${threads}, and only one thread can compute here: this Node has no SharedArrayBuffer.`,
    {
      code: 'no-shared-memory',
      hint: 'Leave training.threads out, or start Node without the option that takes SharedArrayBuffer away.',
    },
  );
}
