import { InputError } from '@sbn/core';
import { KernelMemoryError } from '@sbn/kernels/training';

/**
 * Does what needs memory of the kernels, and says what a user can do when there is none to be had.
 *
 * @throws InputError with code `not-enough-memory`
 */
export function withMemoryErrors<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof KernelMemoryError)) throw error;
    throw new InputError(`the fused engine has not enough memory: ${error.message}.`, {
      code: 'not-enough-memory',
      hint:
        error.bytes === 0
          ? 'A WebAssembly memory takes 4 GiB of addresses however little of it is used, and more to guard it: raise the limit of this process (ulimit -v), or use engine tfjs.'
          : 'Use a smaller batch, fewer labels or a narrower head, or engine tfjs.',
      cause: error,
    });
  }
}
