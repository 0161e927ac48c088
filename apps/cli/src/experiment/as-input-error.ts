import { InputError } from '@sbn/core';

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
    if (error instanceof RangeError || (error instanceof TypeError && 'code' in error === false)) {
      throw new InputError(`${place}: ${error.message}`, { code: 'bad-config', cause: error });
    }
    throw error;
  }
}
