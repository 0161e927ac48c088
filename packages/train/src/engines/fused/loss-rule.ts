import type { EntryLossConfig, LossConfig } from '@sbn/heads';
import { lossKinds, type StructValues } from '@sbn/kernels/training';

interface SharedRule {
  readonly labelWeights: readonly number[] | undefined;
  /** What the sum of a batch's entries is multiplied by. */
  scale(numRows: number, numLabels: number): number;
}

/** A loss that is a sum over the label entries, as the kernels are told it. */
export interface EntrywiseRule extends SharedRule {
  readonly kind: 'entrywise';
  readonly values: StructValues<'LossRule'>;
}

/** Softmax cross entropy, as the kernels are told it. */
export interface ClassRule extends SharedRule {
  readonly kind: 'classes';
  /** What the labels of an example have together as targets, before their weights … */
  readonly activeShare: number;
  /** … and what every label has beside that. */
  baseTarget(numLabels: number): number;
}

/** A loss as the kernels are told it. */
export type LossRule = EntrywiseRule | ClassRule;

/**
 * Translates a loss of @sbn/heads.
 *
 * @throws TypeError for the entropic open-set loss, whose unknown rows want something of every class
 */
export function lossRule(config: LossConfig): LossRule {
  const { labelWeights } = config;
  if (config.kind === 'softmax-cross-entropy') {
    const amount = config.labelSmoothing?.amount ?? 0;
    return {
      kind: 'classes',
      labelWeights,
      activeShare: 1 - amount,
      baseTarget: (numLabels) => amount / numLabels,
      scale: (numRows) => 1 / numRows,
    };
  }
  if (config.kind === 'entropic-open-set') {
    throw new TypeError(`lossRule: no kernel computes the loss ${config.kind}`);
  }
  const { labelSmoothing, reduction } = config;
  const smoothed = (y: number): number =>
    labelSmoothing === undefined
      ? y
      : (1 - labelSmoothing.amount) * y + labelSmoothing.amount * labelSmoothing.target;
  return {
    kind: 'entrywise',
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

function entryRule(config: EntryLossConfig): StructValues<'LossRule'> {
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
    case 'adaptive-cross-entropy': {
      // Without smoothing, which it treats in a way of its own, it is a focal loss.
      const { gamma, alpha } = config;
      return {
        kind: lossKinds.focused,
        gammaPositive: gamma,
        gammaNegative: gamma,
        ...(alpha === undefined ? {} : { positiveFactor: 1 - alpha, negativeFactor: alpha }),
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
