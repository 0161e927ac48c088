import * as tf from '@tensorflow/tfjs-core';
import { softplus } from '../operations/softplus.js';
import type { EntryLoss, Target } from './label-loss.js';

/**
 * The focused cross entropy of an inactive label, f(z) = p^γ softplus(z) with p = σ(z); that of an active label is
 * f(-z).
 */
export function focused(z: tf.Tensor, gamma: number): tf.Tensor {
  if (gamma === 0) return softplus(z);
  return tf.tidy(() => tf.mul(power(tf.sigmoid(z), gamma), softplus(z)));
}

/** f'(z) = p^γ (γ (1-p) softplus(z) + p): no power below γ, so nothing is infinite where p is 0. */
export function focusedDerivative(z: tf.Tensor, gamma: number): tf.Tensor {
  if (gamma === 0) return tf.sigmoid(z);
  return tf.tidy(() => {
    const p = tf.sigmoid(z);
    const slope = tf.add(tf.mul(tf.mul(tf.sigmoid(tf.neg(z)), softplus(z)), gamma), p);
    return tf.mul(power(p, gamma), slope);
  });
}

/** x^γ for x >= 0; the general power is as dear as an exponential, so the usual exponents go without it. */
export function power(x: tf.Tensor, gamma: number): tf.Tensor {
  if (gamma === 0) return tf.onesLike(x);
  if (gamma === 1) return tf.clone(x);
  if (gamma === 2) return tf.square(x);
  return tf.pow(x, gamma);
}

/** y a(z) + (1-y) b(z) from the losses a, b of an active and of an inactive label. */
export function mixed(
  y: Target,
  z: tf.Tensor,
  active: (z: tf.Tensor) => tf.Tensor,
  inactive: (z: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  if (y === 0) return inactive(z);
  if (y === 1) return active(z);
  return tf.tidy(() => tf.add(tf.mul(y, active(z)), tf.mul(tf.sub(1, y), inactive(z))));
}

/** An {@link EntryLoss} from the losses of an active and of an inactive label and their derivatives. */
export function entryLossOf(parts: {
  readonly active: (z: tf.Tensor) => tf.Tensor;
  readonly inactive: (z: tf.Tensor) => tf.Tensor;
  readonly activeDerivative: (z: tf.Tensor) => tf.Tensor;
  readonly inactiveDerivative: (z: tf.Tensor) => tf.Tensor;
}): EntryLoss {
  return {
    value: (z, y) => mixed(y, z, parts.active, parts.inactive),
    derivative: (z, y) => mixed(y, z, parts.activeDerivative, parts.inactiveDerivative),
  };
}
