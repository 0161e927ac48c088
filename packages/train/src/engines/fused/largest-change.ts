import type { OptimizerConfig, ParameterRule } from '../../optimizers/optimizer.js';

/**
 * How far one update of Adam can move an entry at most. By Cauchy and Schwarz |m| ≤ √v · (1−β₁) / √((1−β₂)(1−β₁²/β₂)) for
 * the running means m and v of any gradients and their squares, and the corrections for the first steps multiply |m| / √v
 * by at most 1 / (1−β₁).
 *
 * @returns undefined for an optimiser without such a bound
 */
export function largestChange(
  config: OptimizerConfig,
  rule: ParameterRule,
  rateFactor: number,
): number | undefined {
  if (config.kind !== 'adam') return undefined;
  const { beta1, beta2 } = config;
  if (beta1 ** 2 >= beta2) return Number.POSITIVE_INFINITY;
  return (rule.learningRate * rateFactor) / Math.sqrt((1 - beta2) * (1 - beta1 ** 2 / beta2));
}
