import { add, conv2d, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { activations } from './activation.js';
import type { ActivationName } from './encoder.js';

/** The parameters of a convolution. */
export interface ConvolutionWeights {
  /** [height, width, inChannels, outChannels]. */
  readonly filter: Tensor4D;
  /** [outChannels]. */
  readonly bias: Tensor1D;
}

/**
 * activation(x * filter + bias), where zeros are set around the map so that a step of 1 keeps its size: a size n becomes
 * ⌈n / stride⌉.
 *
 * @param x [batch, height, width, inChannels]
 * @returns [batch, ⌈height / stride⌉, ⌈width / stride⌉, outChannels]
 */
export function convolution(
  x: Tensor4D,
  { filter, bias }: ConvolutionWeights,
  options: { readonly stride: number; readonly activation: ActivationName },
): Tensor4D {
  const { stride, activation } = options;
  return activations[activation](add(conv2d(x, filter, stride, 'same'), bias) as Tensor4D);
}
