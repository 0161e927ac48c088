import type { LossConfig } from '../losses/loss-config.js';

/**
 * The loss of logits [batch][n] with targets [batch][n] in [0, 1], written after the papers, slowly and in float64.
 */
export function referenceLoss(
  config: LossConfig,
  logits: readonly (readonly number[])[],
  targets: readonly (readonly number[])[],
): number {
  const { labelWeights, labelSmoothing, reduction } = config;
  let sum = 0;
  logits.forEach((row, i) => {
    row.forEach((z, label) => {
      let y = targets[i]![label]!;
      if (labelSmoothing !== undefined) {
        y = (1 - labelSmoothing.amount) * y + labelSmoothing.amount * labelSmoothing.target;
      }
      sum += (labelWeights?.[label] ?? 1) * entryLoss(config, z, y);
    });
  });
  return sum / (reduction === 'mean' ? logits.length * logits[0]!.length : logits.length);
}

function entryLoss(config: LossConfig, z: number, y: number): number {
  const p = 1 / (1 + Math.exp(-z));
  const notP = 1 / (1 + Math.exp(z));
  const minusLogP = minusLogSigmoid(z);
  const minusLogNotP = minusLogSigmoid(-z);
  switch (config.kind) {
    case 'sigmoid-cross-entropy':
      return y * minusLogP + (1 - y) * minusLogNotP;
    case 'focal': {
      const { gamma, alpha } = config;
      return (
        y * (alpha ?? 1) * notP ** gamma * minusLogP +
        (1 - y) * (alpha === undefined ? 1 : 1 - alpha) * p ** gamma * minusLogNotP
      );
    }
    case 'asymmetric': {
      const { gammaPositive, gammaNegative, clip } = config;
      const q = Math.max(p - clip, 0);
      const minusLogNotQ = clip === 0 ? minusLogNotP : -Math.log(Math.min(notP + clip, 1));
      return y * notP ** gammaPositive * minusLogP + (1 - y) * q ** gammaNegative * minusLogNotQ;
    }
  }
}

function minusLogSigmoid(z: number): number {
  return z > 0 ? Math.log1p(Math.exp(-z)) : -z + Math.log1p(Math.exp(z));
}
