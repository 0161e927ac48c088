import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { describeKind } from '../checks/describe-kind.js';
import type { Loss } from '../losses/loss.js';

/**
 * A loss in the form that `model.compile({ loss })` takes, on logits: `(labels [batch, n], logits [batch, n])`.
 *
 * `model.save` keeps the layers and weights; TensorFlow.js cannot keep a loss function (`includeOptimizer: true`
 * throws for any): compile again after loading, with `lossFromConfig`.
 *
 * @throws TypeError when `loss` is not a loss of this package's kind
 */
export function asLayersLoss(loss: Loss): (labels: Tensor, logits: Tensor) => Scalar {
  if (typeof loss?.compute !== 'function') {
    throw new TypeError(
      `asLayersLoss: expected a loss such as sigmoidCrossEntropy(), got ${describeKind(loss)}`,
    );
  }
  return (labels, logits) => loss.compute(logits as Tensor2D, labels as Tensor2D);
}
