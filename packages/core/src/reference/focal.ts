import { checkNumber } from '../checks/check-number.js';
import { type LossReference, type LossReferenceOptions, meanLoss } from './mean-loss.js';
import { sigmoid, softplus } from './sigmoid.js';

/** Options of {@link focalReference}. */
export interface FocalReferenceOptions extends LossReferenceOptions {
  /** Focusing exponent γ >= 0; 2 when left out. */
  readonly gamma?: number | undefined;
  /** Weight α in [0, 1] of active labels, 1 - α of the others; both 1 when left out. */
  readonly alpha?: number | undefined;
}

/**
 * Mean focal loss in float64, the plain reference.
 *
 *     ℓ(z, y) = -y α (1-p)^γ log p - (1-y)(1-α) p^γ log(1-p),      p = σ(z)
 *
 * With γ = 0 and no α it is the sigmoid cross entropy.
 *
 * Source: Lin et al., "Focal loss for dense object detection", ICCV 2017, eq. 5.
 *
 * @throws TypeError, RangeError when shapes, targets, weights, γ or α are wrong
 */
export function focalReference(options: FocalReferenceOptions): LossReference {
  const { gamma = 2, alpha } = options ?? {};
  checkNumber('focalReference', 'gamma', gamma, 0);
  if (alpha !== undefined) checkNumber('focalReference', 'alpha', alpha, 0, 1);
  const weightActive = alpha ?? 1;
  const weightOther = alpha === undefined ? 1 : 1 - alpha;
  return meanLoss('focalReference', options, (z, y) => {
    const active = focalTerm(z, gamma);
    // The other term is the same function of -z.
    const other = focalTerm(-z, gamma);
    return {
      value: y * weightActive * active.value + (1 - y) * weightOther * other.value,
      slope: y * weightActive * active.slope - (1 - y) * weightOther * other.slope,
    };
  });
}

/** -(1-p)^γ log p with p = σ(z), and its derivative -(1-p)^γ (γ p (-log p) + 1 - p). */
export function focalTerm(z: number, gamma: number): { value: number; slope: number } {
  const p = sigmoid(z);
  const q = sigmoid(-z);
  const power = q ** gamma;
  const minusLog = softplus(-z);
  return { value: power * minusLog, slope: -power * (gamma * p * minusLog + q) };
}
