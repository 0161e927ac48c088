import {
  add,
  div,
  mean,
  mul,
  reshape,
  sqrt,
  square,
  sub,
  type Tensor1D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';

/** Channels that share mean and variance, where their number can be divided by it. */
const groupSize = 8;

/** Added to a variance, so that a constant group is not divided by 0. */
const epsilon = 1e-5;

/**
 * Group normalisation (Wu and He, ECCV 2018): within each example, groups of channels are brought to mean 0 and variance
 * 1 over all positions, then each channel has its scale and shift. Nothing depends on the other examples of the batch, so
 * that training and use are the same function, and there is nothing to remember but the parameters.
 *
 * A group has 8 channels, or, where these do not divide, the largest part of 8 that does.
 *
 * @param x [batch, height, width, channels]
 * @param scale [channels]
 * @param shift [channels]
 */
export function normalizeGroups(x: Tensor4D, scale: Tensor1D, shift: Tensor1D): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const inGroup = greatestCommonDivisor(channels, groupSize);
  const grouped = reshape(x, [batch, height * width, channels / inGroup, inGroup]);
  const centred = sub(grouped, mean(grouped, [1, 3], true));
  const variance = mean(square(centred), [1, 3], true);
  const normal = reshape(div(centred, sqrt(add(variance, epsilon))), x.shape);
  return add(mul(normal, scale), shift);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
