import { checkNumber } from '../checks/check-number.js';
import { focalTerm } from './focal.js';
import { type LossReference, type LossReferenceOptions, meanLoss } from './mean-loss.js';
import { sigmoid } from './sigmoid.js';

/** Options of {@link asymmetricReference}. */
export interface AsymmetricReferenceOptions extends LossReferenceOptions {
  /** Focusing exponent γ₊ >= 0 of active labels; 0 when left out. */
  readonly gammaPositive?: number | undefined;
  /** Focusing exponent γ₋ >= 0 of the other labels; 4 when left out. */
  readonly gammaNegative?: number | undefined;
  /** Probability shift m in [0, 1): other labels with p <= m cost nothing; 0.05 when left out. */
  readonly margin?: number | undefined;
}

/**
 * Mean asymmetric loss (ASL) in float64, the plain reference.
 *
 *     ℓ(z, y) = -y (1-p)^γ₊ log p - (1-y) p_m^γ₋ log(1-p_m),      p = σ(z),  p_m = max(p - m, 0)
 *
 * The gradient is that of the whole expression, focusing factors included (some implementations hold them fixed).
 *
 * Source: Ridnik et al., "Asymmetric loss for multi-label classification", ICCV 2021, eq. 7.
 *
 * @throws TypeError, RangeError when shapes, targets, weights, exponents or the margin are wrong
 */
export function asymmetricReference(options: AsymmetricReferenceOptions): LossReference {
  const place = 'asymmetricReference';
  const { gammaPositive = 0, gammaNegative = 4, margin = 0.05 } = options ?? {};
  checkNumber(place, 'gammaPositive', gammaPositive, 0);
  checkNumber(place, 'gammaNegative', gammaNegative, 0);
  checkNumber(place, 'margin', margin, 0, 1 - Number.EPSILON);
  return meanLoss(place, options, (z, y) => {
    const active = focalTerm(z, gammaPositive);
    const other = shiftedTerm(z, gammaNegative, margin);
    return {
      value: y * active.value + (1 - y) * other.value,
      slope: y * active.slope + (1 - y) * other.slope,
    };
  });
}

/** -p_m^γ log(1-p_m), and its derivative in z. */
function shiftedTerm(z: number, gamma: number, margin: number): { value: number; slope: number } {
  if (margin === 0) {
    const { value, slope } = focalTerm(-z, gamma);
    return { value, slope: -slope };
  }
  const p = sigmoid(z);
  const q = sigmoid(-z);
  const shifted = p - margin;
  if (shifted <= 0) return { value: 0, slope: 0 };
  // 1 - p_m, from q: no digits are lost for p near 1.
  const rest = q + margin;
  const minusLog = -Math.log(rest);
  const power = shifted ** gamma;
  return {
    value: power * minusLog,
    slope: p * q * ((gamma * power * minusLog) / shifted + power / rest),
  };
}
