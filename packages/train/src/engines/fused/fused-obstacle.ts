import { isBuiltInHead, isBuiltInLoss, type Loss } from '@sbn/heads';
import { isBuiltInEncoder } from '../../encoders/built-in-encoder.js';
import type { Model } from '../../model/model.js';
import { isBuiltInOptimizer } from '../../optimizers/built-in-optimizer.js';
import type { Optimizer } from '../../optimizers/optimizer.js';

/**
 * Why the fused kernels cannot train something, or score it where no optimiser is given; undefined when they can. They do
 * what our own encoders, heads, losses and optimisers do; of somebody else's object of the same shape they would do
 * something else than it says.
 */
export function fusedObstacle(parts: {
  readonly model: Model;
  readonly loss: Loss;
  readonly optimizer?: Optimizer | undefined;
}): string | undefined {
  const { model, loss, optimizer } = parts;
  if (!isBuiltInEncoder(model.encoder)) return 'its encoder is not one of @sbn/train';
  if (model.encoder.kind === 'convolution' || model.encoder.kind === 'text-convolution') {
    return 'its encoder is a convolutional network';
  }
  if (!isBuiltInHead(model.head)) return `its head is not one of @sbn/heads`;
  if (!isBuiltInLoss(loss)) return `its loss is not one of @sbn/heads`;
  const head = model.head.toConfig();
  if (head.kind === 'mixture') return 'its head is a mixture, whose components need products of their own';
  if ('positions' in head) return 'its head takes the mean of probabilities over positions';
  if ('tied' in head) return 'the weights of its head are tied to a variable that belongs to something else';
  if ('rows' in head && loss.kind !== 'softmax-cross-entropy') {
    return `its head is of kind ${head.kind}, of which the kernels compute the softmax-cross-entropy loss alone, not ${loss.kind}`;
  }
  const lossConfig = loss.toConfig();
  if (lossConfig.kind === 'entropic-open-set') {
    return `its loss is of kind ${lossConfig.kind}, which no kernel computes`;
  }
  if (lossConfig.kind === 'adaptive-cross-entropy' && lossConfig.labelSmoothing !== undefined) {
    return 'its loss is an adaptive cross entropy with label smoothing, which no kernel computes';
  }
  if (optimizer !== undefined && !isBuiltInOptimizer(optimizer)) {
    return `its optimiser is not one of @sbn/train`;
  }
  return undefined;
}
