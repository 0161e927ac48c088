import * as tf from '@tensorflow/tfjs-core';
import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';
import { softplusMinus } from '../operations/softplus.js';
import { checkLabelLossOptions, labelLossKeys } from './check-label-loss-options.js';
import { focused, focusedDerivative, power } from './focusing.js';
import { createLabelLoss, type EntryLoss, type Target } from './label-loss.js';
import type { Loss } from './loss.js';
import type { AdaptiveCrossEntropyConfig, LabelLossOptions } from './loss-config.js';
import { crossEntropy } from './sigmoid-cross-entropy.js';

/** Options of {@link adaptiveCrossEntropy}. */
export interface AdaptiveCrossEntropyOptions extends LabelLossOptions {
  /**
   * Balance α in [0, 1]: entries of active labels count 1-α times, all others α times. All count once when left out, or
   * with 0, as in the source.
   */
  readonly alpha?: number | undefined;
  /** Focusing exponent γ: 0 for none (when left out), else >= 1. */
  readonly gamma?: number;
}

/**
 * Adaptive cross entropy: cross entropy to smoothed targets y', balanced between active and other labels y and focused on
 * entries that are still far from their targets.
 *
 *     ℓ(z, y) = a(y) |y'-p|^γ (-y' log p - (1-y') log(1-p))        p = σ(z), a(y) = y (1-α) + (1-y) α
 *
 * The source clips targets to [s, 1-s]; for labels of 0 and 1 that is `labelSmoothing: { amount: 2 * s, target: 0.5 }`.
 * Unlike focal loss it moves the target of focusing along with the labels: an entry that has reached its smoothed target
 * counts nothing. Without smoothing it is focal loss with 1-α for its α.
 *
 * Source: github.com/inzapp/adaptive-crossentropy, the loss of github.com/inzapp/sigmoid-classifier. One of its versions
 * smooths targets in |y'-p|^γ only, and takes the cross entropy to y.
 *
 * @returns a loss whose `compute` gives the reduction of w_label ℓ(z, y) over all entries
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function adaptiveCrossEntropy(options: AdaptiveCrossEntropyOptions = {}): Loss {
  const place = 'adaptiveCrossEntropy';
  checkOptions(place, options, ['alpha', 'gamma', ...labelLossKeys]);
  const shared = checkLabelLossOptions(place, options);
  const { alpha = 0, gamma = 0 } = options;
  checkNumber(place, 'alpha', alpha, 0, 1);
  checkNumber(place, 'gamma', gamma, 0);
  if (gamma > 0 && gamma < 1) {
    throw new RangeError(
      `${place}: gamma must be 0 or >= 1, got ${gamma}; in between the gradient is infinite at the target`,
    );
  }
  const config: AdaptiveCrossEntropyConfig = {
    kind: 'adaptive-cross-entropy',
    ...(alpha === 0 ? {} : { alpha }),
    gamma,
    ...shared,
  };
  const entry: EntryLoss = {
    value: (z, y, label) =>
      balanced(gamma === 0 ? crossEntropy.value(z, y) : focusedTo(z, y, gamma), label, alpha),
    derivative: (z, y, label) =>
      balanced(gamma === 0 ? crossEntropy.derivative(z, y) : focusedToDerivative(z, y, gamma), label, alpha),
  };
  // Kernels of cross entropy do for what is nothing else.
  return createLabelLoss(
    config,
    entry,
    alpha === 0 && gamma === 0 ? { kind: 'sigmoid-cross-entropy', ...shared } : config,
  );
}

/** a(label) x, after which x is freed. */
function balanced(x: tf.Tensor, label: Target, alpha: number): tf.Tensor {
  if (alpha === 0) return x;
  const factor =
    typeof label === 'number'
      ? alpha + (1 - 2 * alpha) * label
      : tf.tidy(() => tf.add(tf.mul(label, 1 - 2 * alpha), alpha));
  const result = tf.mul(x, factor);
  tf.dispose([x, ...(typeof factor === 'number' ? [] : [factor])]);
  return result;
}

/** |p - y|^γ (softplus(z) - y z). */
function focusedTo(z: tf.Tensor, y: Target, gamma: number): tf.Tensor {
  if (y === 0) return focused(z, gamma);
  if (y === 1) return tf.tidy(() => focused(tf.neg(z), gamma));
  return tf.tidy(() => tf.mul(power(tf.abs(tf.sub(tf.sigmoid(z), y)), gamma), softplusMinus(z, y)));
}

/** With e = |p - y|: sign(p - y) e^(γ-1) (γ p (1-p) (softplus(z) - y z) + e²). */
function focusedToDerivative(z: tf.Tensor, y: Target, gamma: number): tf.Tensor {
  if (y === 0) return focusedDerivative(z, gamma);
  if (y === 1) return tf.tidy(() => tf.neg(focusedDerivative(tf.neg(z), gamma)));
  return tf.tidy(() => {
    const p = tf.sigmoid(z);
    const difference = tf.sub(p, y);
    const spread = tf.mul(p, tf.sigmoid(tf.neg(z)));
    const slope = tf.add(tf.mul(tf.mul(spread, softplusMinus(z, y)), gamma), tf.square(difference));
    return tf.mul(tf.mul(tf.sign(difference), power(tf.abs(difference), gamma - 1)), slope);
  });
}
