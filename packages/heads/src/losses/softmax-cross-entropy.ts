import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';
import { checkLabelWeights } from './check-label-weights.js';
import type { ClassLoss } from './class-loss.js';
import { createClassLoss } from './create-class-loss.js';
import type { SoftmaxCrossEntropyConfig } from './loss-config.js';

/** Options of {@link softmaxCrossEntropy}. */
export interface SoftmaxCrossEntropyOptions {
  /** One factor w >= 0 per class; 1 for all when left out. The mean still divides by the number of rows. */
  readonly labelWeights?: ArrayLike<number> | undefined;
  /** ε in [0, 1] as `amount`: targets become (1 - ε) y + ε/n. None when left out. */
  readonly labelSmoothing?: { readonly amount: number } | undefined;
}

/**
 * Softmax cross entropy: the negative log likelihood of one right class among n.
 *
 *     loss = (1/batch) Σ_r Σ_j w_j y_rj (log Σ_i exp(s_ri) - s_rj)        ∂/∂s_rj = (p_rj Σ_i w_i y_ri - w_j y_rj) / batch
 *
 * Targets y: a label set S counts 1/|S| for each of its labels, and must have one; a tensor is taken as it is.
 *
 * @returns a loss on scores s [batch, n]; finite for |s| <= 1e3, with finite gradients
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function softmaxCrossEntropy(options: SoftmaxCrossEntropyOptions = {}): ClassLoss {
  return createClassLoss(checkedConfig(options));
}

function checkedConfig(options: SoftmaxCrossEntropyOptions): SoftmaxCrossEntropyConfig {
  const factory = 'softmaxCrossEntropy';
  checkOptions(factory, options, ['labelWeights', 'labelSmoothing']);
  const { labelWeights, labelSmoothing } = options;
  return {
    kind: 'softmax-cross-entropy',
    ...(labelWeights === undefined ? {} : { labelWeights: checkLabelWeights(factory, labelWeights) }),
    ...(labelSmoothing === undefined ? {} : { labelSmoothing: checkLabelSmoothing(factory, labelSmoothing) }),
  };
}

function checkLabelSmoothing(factory: string, labelSmoothing: unknown): { readonly amount: number } {
  checkOptions(`${factory}: labelSmoothing`, labelSmoothing, ['amount']);
  const { amount } = labelSmoothing;
  checkNumber(factory, 'labelSmoothing.amount', amount, 0, 1);
  return { amount };
}
