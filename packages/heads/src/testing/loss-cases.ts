import { adaptiveCrossEntropy } from '../losses/adaptive-cross-entropy.js';
import { asymmetricLoss } from '../losses/asymmetric-loss.js';
import { focalLoss } from '../losses/focal-loss.js';
import type { Loss } from '../losses/loss.js';
import { sigmoidCrossEntropy } from '../losses/sigmoid-cross-entropy.js';

/** One weight per label of the contract's losses, for n = 7. */
const labelWeights = [1, 0.5, 2, 0, 3.25, 1, 0.125];

/** Every loss of the package, with its options in several places. A new loss joins with one more line. */
export const lossCases: readonly Loss[] = [
  sigmoidCrossEntropy(),
  sigmoidCrossEntropy({ reduction: 'sum-over-labels' }),
  sigmoidCrossEntropy({ labelWeights }),
  sigmoidCrossEntropy({ labelSmoothing: { amount: 0.1, target: 0.5 } }),
  sigmoidCrossEntropy({ labelSmoothing: { amount: 0.3, target: 0 } }),
  sigmoidCrossEntropy({ labelSmoothing: { amount: 1, target: 1 } }),
  sigmoidCrossEntropy({
    labelWeights,
    labelSmoothing: { amount: 0.2, target: 0.03 },
    reduction: 'sum-over-labels',
  }),
  focalLoss(),
  focalLoss({ gamma: 0 }),
  focalLoss({ gamma: 0.5, alpha: 0.25 }),
  focalLoss({ gamma: 1, alpha: 1 }),
  focalLoss({ gamma: 3.5, alpha: 0.75, labelWeights, labelSmoothing: { amount: 0.2, target: 0.4 } }),
  asymmetricLoss(),
  asymmetricLoss({ clip: 0 }),
  asymmetricLoss({ gammaPositive: 1, gammaNegative: 0, clip: 0.2 }),
  asymmetricLoss({ gammaPositive: 0.5, gammaNegative: 0.5, clip: 0.3 }),
  asymmetricLoss({
    gammaPositive: 2,
    gammaNegative: 1,
    clip: 0.1,
    labelWeights,
    labelSmoothing: { amount: 0.2, target: 0.4 },
  }),
  adaptiveCrossEntropy(),
  adaptiveCrossEntropy({ alpha: 0.25 }),
  adaptiveCrossEntropy({ gamma: 2 }),
  adaptiveCrossEntropy({ gamma: 1, labelSmoothing: { amount: 0.2, target: 0.5 } }),
  adaptiveCrossEntropy({
    alpha: 0.9,
    gamma: 2.5,
    labelWeights,
    labelSmoothing: { amount: 0.1, target: 0.5 },
    reduction: 'sum-over-labels',
  }),
];
