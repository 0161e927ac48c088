import { type StructValues, updateKinds } from '@sbn/kernels/training';
import type { OptimizerConfig, ParameterRule } from '../../optimizers/optimizer.js';

/**
 * An optimiser's update of one parameter as the kernels are told it.
 *
 * @param at.rateFactor the schedule's factor
 * @param at.updateNumber 1 for the first update of the training
 */
export function updateRule(
  config: OptimizerConfig,
  rule: ParameterRule,
  at: { readonly rateFactor: number; readonly updateNumber: number },
): StructValues<'UpdateRule'> {
  const rate = rule.learningRate * at.rateFactor;
  const shared = { keep: 1 - rate * rule.weightDecay, gradientScale: 1 };
  if (config.kind === 'sgd') return { kind: updateKinds.sgd, rate, ...shared };
  const { beta1, beta2, epsilon } = config;
  return {
    kind: updateKinds.adam,
    rate: rate / (1 - beta1 ** at.updateNumber),
    beta1,
    gain1: 1 - beta1,
    beta2,
    gain2: 1 - beta2,
    secondScale: 1 / (1 - beta2 ** at.updateNumber),
    epsilon,
    ...shared,
  };
}
