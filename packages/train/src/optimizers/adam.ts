import { add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import { checkNonNegative, checkPositive, checkRate } from '../checks.js';
import { updateInPlace } from './adam-kernel.js';
import { markBuiltInOptimizer } from './built-in-optimizer.js';
import { groupConfigs, type Optimizer, type ParameterGroup, resolveRule } from './optimizer.js';

/** Options of {@link adam}. */
export interface AdamOptions {
  /** Step size α (default 1e-3). */
  readonly learningRate?: number;
  /** Decay of the first moment (default 0.9). */
  readonly beta1?: number;
  /** Decay of the second moment (default 0.999). */
  readonly beta2?: number;
  /** Added to the root of the second moment (default 1e-8). */
  readonly epsilon?: number;
  /** Decoupled decay: every update first multiplies the parameter by 1 − α·weightDecay (default 0). */
  readonly weightDecay?: number;
  /** Other settings for some parameters. */
  readonly groups?: readonly ParameterGroup[];
}

/**
 * Adam (Kingma and Ba, ICLR 2015) with decoupled weight decay (Loshchilov and Hutter, ICLR 2019) and per-group rates.
 *
 * Update number t, gradient g: m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²;
 * w ← (1 − αλ)w − α · m/(1−β₁ᵗ) / (√(v/(1−β₂ᵗ)) + ε).
 *
 * Tensors get exactly this. An embedding table gets lazy Adam: the rows that the batch touches get exactly this, with
 * t the number of the update in the whole training; all other rows keep w, m and v as they are (dense Adam would
 * shrink their moments, and move them by what is left of m).
 *
 * @throws RangeError when a setting is out of range
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const {
    learningRate = 1e-3,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
    weightDecay = 0,
    groups = [],
  } = options;
  checkNonNegative('adam', 'learningRate', learningRate);
  checkRate('adam', 'beta1', beta1);
  checkRate('adam', 'beta2', beta2);
  checkPositive('adam', 'epsilon', epsilon);
  checkNonNegative('adam', 'weightDecay', weightDecay);
  groups.forEach((group, i) => {
    checkNonNegative('adam', `groups[${i}].learningRate`, group.learningRate ?? 0);
    checkNonNegative('adam', `groups[${i}].weightDecay`, group.weightDecay ?? 0);
  });
  const config = { kind: 'adam', learningRate, beta1, beta2, epsilon, weightDecay } as const;

  return markBuiltInOptimizer({
    kind: 'adam',
    slots: ['m', 'v'],
    groups,
    ruleFor: (name) => resolveRule(config, groups, name),
    updateHost: ({ values, slots, valuesAt, gradient, gradientAt, length, gradientScale, ...rest }) => {
      const { rule, rateFactor, updateNumber } = rest;
      const rate = rule.learningRate * rateFactor;
      const [m, v] = slots as [Float32Array, Float32Array];
      const firstScale = rate / (1 - beta1 ** updateNumber);
      const secondScale = 1 / (1 - beta2 ** updateNumber);
      const keep = 1 - rate * rule.weightDecay;
      const gain1 = 1 - beta1;
      const gain2 = 1 - beta2;
      const shift = gradientAt - valuesAt;
      for (let i = valuesAt, end = valuesAt + length; i < end; i++) {
        const g = gradient[i + shift]! * gradientScale;
        const first = beta1 * m[i]! + gain1 * g;
        const second = beta2 * v[i]! + gain2 * g * g;
        m[i] = first;
        v[i] = second;
        values[i] = keep * values[i]! - (firstScale * first) / (Math.sqrt(second * secondScale) + epsilon);
      }
    },
    updateDevice: ({ value, slots, gradient, gradientScale, rule, rateFactor, updateNumber }) => {
      const rate = rule.learningRate * rateFactor;
      const [m, v] = slots as [typeof value, typeof value];
      const scales = {
        rate: rate / (1 - beta1 ** updateNumber),
        secondScale: 1 / (1 - beta2 ** updateNumber),
        keep: 1 - rate * rule.weightDecay,
        gradientScale,
      };
      const inPlace = updateInPlace({ value, m, v, gradient }, { beta1, beta2, epsilon, ...scales });
      if (inPlace) return { value, slots };
      const scaled = gradientScale === 1 ? gradient : mul(gradient, gradientScale);
      const first = add(mul(m, beta1), mul(scaled, 1 - beta1));
      const second = add(mul(v, beta2), mul(square(scaled), 1 - beta2));
      const root = add(sqrt(mul(second, scales.secondScale)), epsilon);
      const change = mul(div(first, root), scales.rate);
      const kept = rule.weightDecay === 0 ? value : mul(value, scales.keep);
      return { value: sub(kept, change), slots: [first, second] };
    },
    toConfig: () => ({ ...config, groups: groupConfigs(groups) }),
  });
}
