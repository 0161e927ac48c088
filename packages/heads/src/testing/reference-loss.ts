import type { LabelSets, Matrix } from '@sbn/core';
import {
  adaptiveCrossEntropyReference,
  asymmetricReference,
  entropicOpenSetReference,
  focalReference,
  sigmoidCrossEntropyReference,
  softmaxCrossEntropyReference,
} from '@sbn/core/reference';
import type { LossConfig } from '../losses/loss-config.js';

/** The loss of logits [batch, n] with label sets or targets [batch, n] in float64, by core's plain loops. */
export function referenceLoss(config: LossConfig, logits: Matrix, targets: LabelSets | Matrix): number {
  if (config.kind === 'softmax-cross-entropy') {
    const { labelWeights, labelSmoothing } = config;
    const options = { scores: logits, targets, labelWeights, labelSmoothing: labelSmoothing?.amount };
    return softmaxCrossEntropyReference(options).loss;
  }
  if (config.kind === 'entropic-open-set') return entropicOpenSetReference({ scores: logits, targets }).loss;
  const { labelWeights, labelSmoothing, reduction } = config;
  const shared = { logits, targets, labelWeights, labelSmoothing };
  const factor = reduction === 'mean' ? 1 : logits.cols;
  switch (config.kind) {
    case 'sigmoid-cross-entropy':
      return factor * sigmoidCrossEntropyReference(shared).loss;
    case 'focal':
      return factor * focalReference({ ...shared, gamma: config.gamma, alpha: config.alpha }).loss;
    case 'adaptive-cross-entropy': {
      const { alpha, gamma } = config;
      return factor * adaptiveCrossEntropyReference({ ...shared, alpha, gamma }).loss;
    }
    case 'asymmetric': {
      const { gammaPositive, gammaNegative, clip } = config;
      return factor * asymmetricReference({ ...shared, gammaPositive, gammaNegative, margin: clip }).loss;
    }
  }
}
