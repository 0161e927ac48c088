import { availableParallelism } from 'node:os';
import { InputError } from '@sbn/core';
import { checkCount } from '../../checks.js';

/** The default takes no more threads than the labels are cut into pieces for. */
const mostThreads = 16;

/**
 * How many threads to compute with: as many as were asked for, else one for each processor (at most 16), or one where
 * threads cannot share memory.
 *
 * @param place what a message starts with
 * @throws RangeError when it is no positive integer; InputError with code `no-shared-memory` when more than one was asked
 *   for and threads cannot share memory here
 */
export function threadCount(place: string, threads: number | undefined): number {
  const canShare = typeof SharedArrayBuffer === 'function';
  if (threads === undefined) return canShare ? Math.min(availableParallelism(), mostThreads) : 1;
  checkCount(place, 'threads', threads);
  if (threads > 1 && !canShare) {
    throw new InputError(
      `${place}: ${threads} threads were asked for, and threads cannot share memory here: this JavaScript runtime has no SharedArrayBuffer.`,
      {
        code: 'no-shared-memory',
        hint: 'Use threads: 1, or leave threads out; or start Node without the option that takes SharedArrayBuffer away.',
      },
    );
  }
  return threads;
}
