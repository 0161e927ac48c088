import * as tf from '@tensorflow/tfjs-core';
import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';
import { checkLabelLossOptions, labelLossKeys } from './check-label-loss-options.js';
import { entryLossOf, focused, focusedDerivative, power } from './focusing.js';
import { createLabelLoss } from './label-loss.js';
import type { Loss } from './loss.js';
import type { LabelLossOptions } from './loss-config.js';

/** Options of {@link asymmetricLoss}. */
export interface AsymmetricLossOptions extends LabelLossOptions {
  /** Focusing exponent γ₊ >= 0 of active labels; 0 when left out. */
  readonly gammaPositive?: number;
  /** Focusing exponent γ₋ >= 0 of inactive labels; 4 when left out. */
  readonly gammaNegative?: number;
  /** Probability margin m in [0, 1): inactive labels with p <= m cost nothing; 0.05 when left out. */
  readonly clip?: number;
}

/**
 * Asymmetric loss (ASL): focal loss with exponents of their own for active and inactive labels, and inactive labels
 * that are already below a small probability dropped altogether.
 *
 *     ℓ(z, y) = y (1-p)^γ₊ (-log p) + (1-y) q^γ₋ (-log(1-q))        p = σ(z), q = max(p - m, 0)
 *
 * The gradient is the exact one, through the focusing factors as well.
 *
 * Source: Ridnik, Ben-Baruch, Zamir, Noy, Friedman, Protter, Zelnik-Manor, "Asymmetric Loss For Multi-Label
 * Classification", ICCV 2021, eq. 5 to 7.
 *
 * @returns a loss whose `compute` gives the reduction of w_label ℓ(z, y') over all entries, y' the smoothed label
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function asymmetricLoss(options: AsymmetricLossOptions = {}): Loss {
  const place = 'asymmetricLoss';
  checkOptions(place, options, ['gammaPositive', 'gammaNegative', 'clip', ...labelLossKeys]);
  const shared = checkLabelLossOptions(place, options);
  const { gammaPositive = 0, gammaNegative = 4, clip = 0.05 } = options;
  checkNumber(place, 'gammaPositive', gammaPositive, 0);
  checkNumber(place, 'gammaNegative', gammaNegative, 0);
  checkNumber(place, 'clip', clip, 0);
  if (clip >= 1) throw new RangeError(`${place}: clip must be in [0, 1), got ${clip}`);
  return createLabelLoss(
    { kind: 'asymmetric', gammaPositive, gammaNegative, clip, ...shared },
    entryLossOf({
      active: (z) => tf.tidy(() => focused(tf.neg(z), gammaPositive)),
      activeDerivative: (z) => tf.tidy(() => tf.neg(focusedDerivative(tf.neg(z), gammaPositive))),
      inactive: (z) => (clip === 0 ? focused(z, gammaNegative) : shifted(z, gammaNegative, clip)),
      inactiveDerivative: (z) =>
        clip === 0 ? focusedDerivative(z, gammaNegative) : shiftedDerivative(z, gammaNegative, clip),
    }),
  );
}

/** q^γ (-log(1-q)), with 1-q = min((1-p) + m, 1) and 1-p = σ(-z), so that nothing is lost where p is near 1. */
function shifted(z: tf.Tensor, gamma: number, clip: number): tf.Tensor {
  return tf.tidy(() => {
    const q = tf.relu(tf.sub(tf.sigmoid(z), clip));
    const rest = tf.minimum(tf.add(tf.sigmoid(tf.neg(z)), clip), 1);
    return tf.mul(power(q, gamma), tf.neg(tf.log(rest)));
  });
}

/** For p > m: q^γ (γ (-log(1-q)) / q + 1/(1-q)) p (1-p); else 0. */
function shiftedDerivative(z: tf.Tensor, gamma: number, clip: number): tf.Tensor {
  return tf.tidy(() => {
    const p = tf.sigmoid(z);
    const notP = tf.sigmoid(tf.neg(z));
    const excess = tf.sub(p, clip);
    const q = tf.relu(excess);
    const rest = tf.minimum(tf.add(notP, clip), 1);
    // -log(1-q) / q tends to 1 where q tends to 0; the bound only keeps 0/0 away.
    const ratio = tf.div(tf.neg(tf.log(rest)), tf.maximum(q, 1e-30));
    const slope = tf.add(tf.mul(ratio, gamma), tf.reciprocal(rest));
    return tf.mul(tf.mul(tf.mul(power(q, gamma), slope), tf.mul(p, notP)), tf.step(excess));
  });
}
