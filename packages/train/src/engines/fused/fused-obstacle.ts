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
  if (!isBuiltInHead(model.head)) return `its head is not one of @sbn/heads`;
  if (!isBuiltInLoss(loss)) return `its loss is not one of @sbn/heads`;
  if (optimizer !== undefined && !isBuiltInOptimizer(optimizer)) {
    return `its optimiser is not one of @sbn/train`;
  }
  return undefined;
}
