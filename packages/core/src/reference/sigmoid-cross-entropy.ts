import { type LossReference, type LossReferenceOptions, meanLoss } from './mean-loss.js';
import { sigmoid, softplus } from './sigmoid.js';

/**
 * Mean sigmoid cross entropy in float64, the plain reference that faster implementations are tested against.
 *
 *     ℓ(z, y) = -y log σ(z) - (1 - y) log σ(-z) = softplus(z) - y z,      dℓ/dz = σ(z) - y
 *
 * Finite for every finite logit.
 *
 * @throws TypeError, RangeError when shapes, targets or weights are wrong
 */
export function sigmoidCrossEntropyReference(options: LossReferenceOptions): LossReference {
  return meanLoss('sigmoidCrossEntropyReference', options, (z, y) => ({
    // Both parts are >= 0, so nothing cancels: softplus(z) - y z would, for large z and y near 1.
    value: y * softplus(-z) + (1 - y) * softplus(z),
    slope: (1 - y) * sigmoid(z) - y * sigmoid(-z),
  }));
}
