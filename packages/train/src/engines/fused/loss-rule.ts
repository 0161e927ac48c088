import type { LossConfig } from '@sbn/heads';
import { lossKinds, type StructValues } from '@sbn/kernels/training';

/** A loss as the kernels are told it. */
export interface LossRule {
  readonly values: StructValues<'LossRule'>;
  readonly labelWeights: readonly number[] | undefined;
  /** What the sum of a batch's entries is multiplied by. */
  scale(numRows: number, numLabels: number): number;
}

/** Translates a loss of @sbn/heads. */
export function lossRule(config: LossConfig): LossRule {
  const { labelSmoothing, labelWeights, reduction } = config;
  const smoothed = (y: number): number =>
    labelSmoothing === undefined
      ? y
      : (1 - labelSmoothing.amount) * y + labelSmoothing.amount * labelSmoothing.target;
  return {
    values: {
      positiveFactor: 1,
      negativeFactor: 1,
      activeTarget: smoothed(1),
      inactiveTarget: smoothed(0),
      ...entryRule(config),
    },
    labelWeights,
    scale: (numRows, numLabels) => 1 / (reduction === 'mean' ? numRows * numLabels : numRows),
  };
}

function entryRule(config: LossConfig): StructValues<'LossRule'> {
  switch (config.kind) {
    case 'sigmoid-cross-entropy':
      return { kind: lossKinds.crossEntropy };
    case 'focal': {
      const { gamma, alpha } = config;
      return {
        kind: lossKinds.focused,
        gammaPositive: gamma,
        gammaNegative: gamma,
        ...(alpha === undefined ? {} : { positiveFactor: alpha, negativeFactor: 1 - alpha }),
      };
    }
    case 'asymmetric': {
      const { gammaPositive, gammaNegative, clip } = config;
      return {
        kind: clip === 0 ? lossKinds.focused : lossKinds.shifted,
        gammaPositive,
        gammaNegative,
        clip,
      };
    }
  }
}
