import * as tf from '@tensorflow/tfjs-core';
import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';
import { checkLabelLossOptions, labelLossKeys } from './check-label-loss-options.js';
import { entryLossOf, focused, focusedDerivative } from './focusing.js';
import { createLabelLoss } from './label-loss.js';
import type { Loss } from './loss.js';
import type { LabelLossOptions } from './loss-config.js';

/** Options of {@link focalLoss}. */
export interface FocalLossOptions extends LabelLossOptions {
  /** Focusing exponent γ >= 0; 2 when left out. 0 gives cross entropy. */
  readonly gamma?: number;
  /** Balance α in [0, 1]: active labels count α times, inactive ones 1-α times. All count once when left out. */
  readonly alpha?: number | undefined;
}

/**
 * Focal loss: cross entropy in which labels that are already well predicted count less.
 *
 *     ℓ(z, y) = y α (1-p)^γ (-log p) + (1-y) (1-α) p^γ (-log(1-p))        p = σ(z)
 *
 * Source: Lin, Goyal, Girshick, He, Dollár, "Focal Loss for Dense Object Detection", ICCV 2017, eq. 4 and 5.
 *
 * @returns a loss whose `compute` gives the reduction of w_label ℓ(z, y') over all entries, y' the smoothed label
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function focalLoss(options: FocalLossOptions = {}): Loss {
  const place = 'focalLoss';
  checkOptions(place, options, ['gamma', 'alpha', ...labelLossKeys]);
  const shared = checkLabelLossOptions(place, options);
  const { gamma = 2, alpha } = options;
  checkNumber(place, 'gamma', gamma, 0);
  if (alpha !== undefined) checkNumber(place, 'alpha', alpha, 0, 1);
  const times = (factor: number | undefined, x: tf.Tensor): tf.Tensor =>
    factor === undefined || factor === 1 ? x : tf.mul(x, factor);
  const inactiveFactor = alpha === undefined ? undefined : 1 - alpha;
  return createLabelLoss(
    { kind: 'focal', gamma, ...(alpha === undefined ? {} : { alpha }), ...shared },
    entryLossOf({
      active: (z) => tf.tidy(() => times(alpha, focused(tf.neg(z), gamma))),
      inactive: (z) => tf.tidy(() => times(inactiveFactor, focused(z, gamma))),
      activeDerivative: (z) => tf.tidy(() => tf.neg(times(alpha, focusedDerivative(tf.neg(z), gamma)))),
      inactiveDerivative: (z) => tf.tidy(() => times(inactiveFactor, focusedDerivative(z, gamma))),
    }),
  );
}
