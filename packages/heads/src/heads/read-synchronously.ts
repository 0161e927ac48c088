import { getBackend, type Tensor } from '@tensorflow/tfjs-core';
import { HeadError } from '../head-error.js';

/**
 * `tensor.dataSync()`, where the backend can: the one for WebGPU reads through a canvas, which Node does not have.
 *
 * @param instead the call that reads asynchronously
 * @throws HeadError `cannot-read-synchronously`, saying what to call instead
 */
export function readSynchronously(place: string, tensor: Tensor, instead: string): Float32Array {
  try {
    return tensor.dataSync<'float32'>();
  } catch (cause) {
    throw new HeadError(
      `${place}: the ${getBackend()} backend cannot read synchronously here: ${(cause as Error).message}. ` +
        `Use await ${instead}().`,
      { code: 'cannot-read-synchronously', cause },
    );
  }
}
