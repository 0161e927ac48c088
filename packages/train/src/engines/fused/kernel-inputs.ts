import type { DenseRows, SparseRows } from '@sbn/core';
import type { EncoderInputs } from '../../encoders/encoder.js';

/**
 * The inputs of a batch, of a kind that the fused kernels know.
 *
 * @throws TypeError for words in order
 */
export function kernelInputs(inputs: EncoderInputs): SparseRows | DenseRows {
  if ('tokens' in inputs) {
    throw new TypeError('the fused engine takes sparse or dense rows, got words in order');
  }
  return inputs;
}
