import { checkNumber } from '../checks/check-number.js';
import { type LossReference, type LossReferenceOptions, meanLoss } from './mean-loss.js';
import { sigmoid, softplus } from './sigmoid.js';

/** Options of {@link adaptiveCrossEntropyReference}. */
export interface AdaptiveCrossEntropyReferenceOptions extends LossReferenceOptions {
  /** Weight 1 - α in [0, 1] of active labels, α of the others; both 1 when 0 or left out. */
  readonly alpha?: number | undefined;
  /** Focusing exponent, 0 or >= 1; 0 when left out. */
  readonly gamma?: number | undefined;
}

/**
 * Mean adaptive cross entropy in float64, the plain reference.
 *
 *     ℓ(z, y) = a(y) |y'-p|^γ (-y' log p - (1-y') log(1-p)),      p = σ(z), a(y) = y (1-α) + (1-y) α, y' smoothed
 *
 * @throws TypeError, RangeError when shapes, targets, weights, α or γ are wrong
 */
export function adaptiveCrossEntropyReference(options: AdaptiveCrossEntropyReferenceOptions): LossReference {
  const place = 'adaptiveCrossEntropyReference';
  const { alpha = 0, gamma = 0 } = options ?? {};
  checkNumber(place, 'alpha', alpha, 0, 1);
  checkNumber(place, 'gamma', gamma, 0);
  return meanLoss(place, options, (z, y, label) => {
    const balance = alpha === 0 ? 1 : label * (1 - alpha) + (1 - label) * alpha;
    // Both parts have one sign, so nothing cancels for y of 0 or 1.
    const difference = (1 - y) * sigmoid(z) - y * sigmoid(-z);
    const crossEntropy = y * softplus(-z) + (1 - y) * softplus(z);
    const power = Math.abs(difference) ** gamma;
    const powerSlope =
      gamma === 0
        ? 0
        : gamma * Math.abs(difference) ** (gamma - 1) * Math.sign(difference) * sigmoid(z) * sigmoid(-z);
    return {
      value: balance * power * crossEntropy,
      slope: balance * (power * difference + powerSlope * crossEntropy),
    };
  });
}
