import { InputError } from '@sbn/core';

/** Errors that settings lead to although each of them is allowed: a training that diverges. */
const settingErrors: readonly string[] = ['TrainingError', 'EvaluationError'];

/**
 * Runs code that is fed from a user's configuration: what the libraries refuse with a RangeError or a TypeError is
 * then a mistake in that configuration, and no fault of the program.
 *
 * @param place what the configuration calls it, such as `heads: bsl-d5`
 */
export async function asInputError<T>(place: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isAboutMemory(error)) {
      throw new InputError(`${place}: the system refused memory (${error.message}).`, {
        code: 'not-enough-memory',
        hint: 'Free memory, or raise the limit of this process or container (ulimit -v).',
        cause: error,
      });
    }
    if (isAboutOptions(error)) {
      throw new InputError(`${place}: ${error.message}`, { code: 'bad-config', cause: error });
    }
    throw error;
  }
}

/** What V8 says when an array or a WebAssembly memory is not to be had. */
function isAboutMemory(error: unknown): error is Error {
  return error instanceof RangeError && /could not allocate memory|allocation failed/i.test(error.message);
}

function isAboutOptions(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  // Node's own TypeErrors (`ERR_…`) are faults of the program.
  return (
    error instanceof RangeError ||
    (error instanceof TypeError && !('code' in error)) ||
    settingErrors.includes(error.name)
  );
}
