import { mul, sub } from '@tensorflow/tfjs-core';
import { checkNonNegative } from '../checks.js';
import { markBuiltInOptimizer } from './built-in-optimizer.js';
import { groupConfigs, type Optimizer, type ParameterGroup, resolveRule } from './optimizer.js';

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** Step size α. */
  readonly learningRate: number;
  /** Every update first multiplies the parameter by 1 − α·weightDecay (default 0). */
  readonly weightDecay?: number;
  /** Other settings for some parameters. */
  readonly groups?: readonly ParameterGroup[];
}

/**
 * Stochastic gradient descent: w ← (1 − αλ)w − α·g. Of an embedding table only the rows that a batch touches change,
 * which without weight decay is the same as changing all.
 *
 * @throws RangeError when a setting is out of range
 */
export function sgd(options: SgdOptions): Optimizer {
  const { learningRate, weightDecay = 0, groups = [] } = options;
  checkNonNegative('sgd', 'learningRate', learningRate);
  checkNonNegative('sgd', 'weightDecay', weightDecay);
  groups.forEach((group, i) => {
    checkNonNegative('sgd', `groups[${i}].learningRate`, group.learningRate ?? 0);
    checkNonNegative('sgd', `groups[${i}].weightDecay`, group.weightDecay ?? 0);
  });
  const config = { kind: 'sgd', learningRate, weightDecay } as const;

  return markBuiltInOptimizer({
    kind: 'sgd',
    slots: [],
    groups,
    ruleFor: (name) => resolveRule(config, groups, name),
    updateHost: ({ values, valuesAt, gradient, gradientAt, length, gradientScale, rule, rateFactor }) => {
      const rate = rule.learningRate * rateFactor;
      const keep = 1 - rate * rule.weightDecay;
      const scale = rate * gradientScale;
      for (let i = 0; i < length; i++) {
        values[valuesAt + i] = keep * values[valuesAt + i]! - scale * gradient[gradientAt + i]!;
      }
    },
    updateDevice: ({ value, gradient, gradientScale, rule, rateFactor }) => {
      const rate = rule.learningRate * rateFactor;
      const kept = rule.weightDecay === 0 ? value : mul(value, 1 - rate * rule.weightDecay);
      return { value: sub(kept, mul(gradient, rate * gradientScale)), slots: [] };
    },
    toConfig: () => ({ ...config, groups: groupConfigs(groups) }),
  });
}
