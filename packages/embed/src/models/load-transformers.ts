import type * as Transformers from '@huggingface/transformers';
import { InputError } from '@sbn/core';

/**
 * Loads the optional package that runs the models.
 *
 * @throws InputError (code `package-missing`) with the command that installs it
 */
export async function loadTransformers(): Promise<typeof Transformers> {
  try {
    return await import('@huggingface/transformers');
  } catch (cause) {
    throw new InputError(
      `models are run by the package @huggingface/transformers, which does not load (${(cause as Error).message.split('\n', 1)[0]}).`,
      {
        code: 'package-missing',
        hint:
          'Install it: npm install @huggingface/transformers. On Linux its installation also downloads libraries ' +
          'for CUDA; ONNXRUNTIME_NODE_INSTALL=skip in front of the command leaves them out.',
        cause,
      },
    );
  }
}
