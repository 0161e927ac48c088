import * as tf from '@tensorflow/tfjs-core';
import { checkOptions } from '../checks/check-options.js';
import { softplusMinus } from '../operations/softplus.js';
import { checkLabelLossOptions, labelLossKeys } from './check-label-loss-options.js';
import { createLabelLoss, type Target } from './label-loss.js';
import type { Loss } from './loss.js';
import type { LabelLossOptions } from './loss-config.js';

/**
 * Sigmoid cross entropy (binary cross entropy on logits), stable for any finite logit.
 *
 *     ℓ(z, y) = softplus(z) - y z = -y log σ(z) - (1-y) log σ(-z)        ∂ℓ/∂z = σ(z) - y
 *
 * @returns a loss whose `compute` gives the reduction of w_label ℓ(z, y') over all entries, y' the smoothed label
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function sigmoidCrossEntropy(options: LabelLossOptions = {}): Loss {
  checkOptions('sigmoidCrossEntropy', options, labelLossKeys);
  const shared = checkLabelLossOptions('sigmoidCrossEntropy', options);
  return createLabelLoss({ kind: 'sigmoid-cross-entropy', ...shared }, crossEntropy);
}

/** Cross entropy itself, which knows no label but the target. */
export const crossEntropy: Readonly<Record<'value' | 'derivative', (z: tf.Tensor, y: Target) => tf.Tensor>> =
  {
    value: softplusMinus,
    derivative: (z, y) => {
      if (y === 0) return tf.sigmoid(z);
      // Not σ(z) - 1, which rounds to 0 from z = 17 on.
      if (y === 1) return tf.tidy(() => tf.neg(tf.sigmoid(tf.neg(z))));
      return tf.tidy(() => tf.sub(tf.sigmoid(z), y));
    },
  };
