import type { EntryLossConfig } from '../../losses/loss-config.js';
import type { WebgpuUniforms } from './webgpu-backend.js';

/**
 * The loss of one label entry in WGSL: `entryLoss(z, y, label)` and `entryDerivative(z, y, label)`, that by the logit z. y is
 * the target, and the label that before smoothing.
 */
export interface EntryLossWgsl {
  /** Fields of `uniforms` that the code reads. */
  readonly uniforms: string;
  readonly code: string;
  readonly valuesOf: (config: EntryLossConfig) => WebgpuUniforms;
}

/** p^γ softplus(z) with p = σ(z), the focused loss of an inactive label, and its derivative. */
const focused = /* wgsl */ `
  fn focused(z : f32, gamma : f32) -> f32 {
    return power(sigmoid(z), gamma) * softplus(z);
  }
  fn focusedDerivative(z : f32, gamma : f32) -> f32 {
    let p = sigmoid(z);
    return power(p, gamma) * (gamma * sigmoid(-z) * softplus(z) + p);
  }
`;

/** y a(z) + (1-y) b(z); what does not count is not computed, as it need not be finite. */
const mixed = /* wgsl */ `
  fn entryLoss(z : f32, y : f32, label : f32) -> f32 {
    var loss = 0.0;
    if (y != 0.0) { loss += y * activeLoss(z); }
    if (y != 1.0) { loss += (1.0 - y) * inactiveLoss(z); }
    return loss;
  }
  fn entryDerivative(z : f32, y : f32, label : f32) -> f32 {
    var slope = 0.0;
    if (y != 0.0) { slope += y * activeDerivative(z); }
    if (y != 1.0) { slope += (1.0 - y) * inactiveDerivative(z); }
    return slope;
  }
`;

/** The mathematics of `losses/`, where sources and derivations are. */
export const entryLosses: Readonly<Record<EntryLossConfig['kind'], EntryLossWgsl>> = {
  'sigmoid-cross-entropy': {
    uniforms: '',
    valuesOf: () => [],
    code: /* wgsl */ `
      fn entryLoss(z : f32, y : f32, label : f32) -> f32 {
        return max(z, 0.0) - y * z + logOnePlusExp(z);
      }
      fn entryDerivative(z : f32, y : f32, label : f32) -> f32 {
        // Not σ(z) - 1, which rounds to 0 from z = 17 on.
        if (y == 1.0) { return -sigmoid(-z); }
        return sigmoid(z) - y;
      }
    `,
  },
  focal: {
    uniforms: 'gamma : f32, activeFactor : f32, inactiveFactor : f32, ',
    valuesOf: (config) => {
      const { gamma, alpha } = config as Extract<EntryLossConfig, { kind: 'focal' }>;
      return numbers(gamma, alpha ?? 1, alpha === undefined ? 1 : 1 - alpha);
    },
    code: /* wgsl */ `
      ${focused}
      fn activeLoss(z : f32) -> f32 { return uniforms.activeFactor * focused(-z, uniforms.gamma); }
      fn inactiveLoss(z : f32) -> f32 { return uniforms.inactiveFactor * focused(z, uniforms.gamma); }
      fn activeDerivative(z : f32) -> f32 {
        return -uniforms.activeFactor * focusedDerivative(-z, uniforms.gamma);
      }
      fn inactiveDerivative(z : f32) -> f32 {
        return uniforms.inactiveFactor * focusedDerivative(z, uniforms.gamma);
      }
      ${mixed}
    `,
  },
  asymmetric: {
    uniforms: 'gammaPositive : f32, gammaNegative : f32, clip : f32, ',
    valuesOf: (config) => {
      const { gammaPositive, gammaNegative, clip } = config as Extract<
        EntryLossConfig,
        { kind: 'asymmetric' }
      >;
      return numbers(gammaPositive, gammaNegative, clip);
    },
    code: /* wgsl */ `
      ${focused}
      fn activeLoss(z : f32) -> f32 { return focused(-z, uniforms.gammaPositive); }
      fn activeDerivative(z : f32) -> f32 { return -focusedDerivative(-z, uniforms.gammaPositive); }

      // -log(1-q), from whichever of q and 1-q is small and so exact.
      fn minusLog(q : f32, rest : f32) -> f32 {
        if (q < 0.5) { return twiceArtanh(q / (2.0 - q)); }
        return -log(rest);
      }
      fn inactiveLoss(z : f32) -> f32 {
        if (uniforms.clip == 0.0) { return focused(z, uniforms.gammaNegative); }
        let q = max(sigmoid(z) - uniforms.clip, 0.0);
        let rest = min(sigmoid(-z) + uniforms.clip, 1.0);
        return power(q, uniforms.gammaNegative) * minusLog(q, rest);
      }
      fn inactiveDerivative(z : f32) -> f32 {
        if (uniforms.clip == 0.0) { return focusedDerivative(z, uniforms.gammaNegative); }
        let p = sigmoid(z);
        let q = p - uniforms.clip;
        if (q <= 0.0) { return 0.0; }
        let rest = min(sigmoid(-z) + uniforms.clip, 1.0);
        let slope = uniforms.gammaNegative * minusLog(q, rest) / q + 1.0 / rest;
        return power(q, uniforms.gammaNegative) * slope * p * sigmoid(-z);
      }
      ${mixed}
    `,
  },
  'adaptive-cross-entropy': {
    uniforms: 'gamma : f32, activeFactor : f32, inactiveFactor : f32, ',
    valuesOf: (config) => {
      const { gamma, alpha } = config as Extract<EntryLossConfig, { kind: 'adaptive-cross-entropy' }>;
      return numbers(gamma, alpha === undefined ? 1 : 1 - alpha, alpha ?? 1);
    },
    code: /* wgsl */ `
      fn balance(label : f32) -> f32 {
        return uniforms.inactiveFactor + label * (uniforms.activeFactor - uniforms.inactiveFactor);
      }
      fn difference(z : f32, y : f32) -> f32 {
        // Not σ(z) - 1, which rounds to 0 from z = 17 on.
        if (y == 1.0) { return -sigmoid(-z); }
        return sigmoid(z) - y;
      }
      fn crossEntropy(z : f32, y : f32) -> f32 {
        return max(z, 0.0) - y * z + logOnePlusExp(z);
      }
      fn entryLoss(z : f32, y : f32, label : f32) -> f32 {
        return balance(label) * power(abs(difference(z, y)), uniforms.gamma) * crossEntropy(z, y);
      }
      fn entryDerivative(z : f32, y : f32, label : f32) -> f32 {
        let d = difference(z, y);
        if (uniforms.gamma == 0.0) { return balance(label) * d; }
        let slope = uniforms.gamma * sigmoid(z) * sigmoid(-z) * crossEntropy(z, y) + d * d;
        return balance(label) * sign(d) * power(abs(d), uniforms.gamma - 1.0) * slope;
      }
    `,
  },
};

function numbers(...values: readonly number[]): WebgpuUniforms {
  return values.map((value) => ({ type: 'float32', data: [value] }));
}
