import { checkOptions } from '../checks/check-options.js';
import type { ClassLoss } from './class-loss.js';
import { createClassLoss } from './create-class-loss.js';

/**
 * Entropic open-set loss: softmax cross entropy for rows of a known class, and for unknown rows (an empty label set) the
 * cross entropy to the uniform distribution, which is least where no class is likelier than another.
 *
 *     ℓ(s, {c}) = -log P_c        ℓ(s, {}) = -(1/n) Σ_j log P_j        P = softmax(s)
 *
 * A label set S of several counts 1/|S| for each. Of a tensor of targets, what a row lacks of 1 is spread evenly.
 *
 * Source: Dhamija, Günther, Boult, "Reducing Network Agnostophobia", NeurIPS 2018, equation 1.
 *
 * @returns a loss on scores s [batch, n], the mean over rows; finite for |s| <= 1e3, with finite gradients
 * @throws TypeError when there is any option
 */
export function entropicOpenSet(options: Readonly<Record<never, never>> = {}): ClassLoss {
  checkOptions('entropicOpenSet', options, []);
  return createClassLoss({ kind: 'entropic-open-set' });
}
