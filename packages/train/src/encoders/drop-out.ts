import { mul, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { dropoutMask } from './dropout-mask.js';
import type { EncodeOptions } from './encoder.js';

/**
 * Inverted dropout in training; outside of it the tensor itself.
 *
 * @param options.layer tells the masks of one encoder apart
 */
export function dropOut<T extends Tensor>(
  x: T,
  options: EncodeOptions & { readonly rate: number; readonly seed: number; readonly layer: number },
): T {
  const { rate, seed, layer, training = false, step = 0 } = options;
  if (!training || rate === 0) return x;
  return mul<T>(x, tensor(dropoutMask({ length: x.size, rate, seed, layer, step }), x.shape));
}
