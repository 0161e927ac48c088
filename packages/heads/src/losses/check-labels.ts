import { checkLabelSets, type LabelSets } from '@sbn/core';
import * as tf from '@tensorflow/tfjs-core';
import type { LossConfig } from './loss-config.js';

/**
 * Checks that labels, and the weights of a loss, fit logits of `batch` rows and `numLabels` labels.
 *
 * @throws TypeError when they are neither label sets nor a tensor of numbers, RangeError when a size is another
 */
export function checkLabels(
  place: string,
  labels: LabelSets | tf.Tensor2D,
  { labelWeights }: LossConfig,
  { batch, numLabels }: { readonly batch: number; readonly numLabels: number },
): void {
  if (labelWeights !== undefined && labelWeights.length !== numLabels) {
    throw new RangeError(
      `${place}: there are ${labelWeights.length} labelWeights, but the logits have ${numLabels} labels`,
    );
  }
  if (labels instanceof tf.Tensor) checkLabelTensor(place, labels, batch, numLabels);
  else checkLabelSets(labels, { name: `${place}: labels`, numLabels, numRows: batch });
}

function checkLabelTensor(place: string, labels: tf.Tensor, batch: number, numLabels: number): void {
  if (labels.dtype !== 'float32' && labels.dtype !== 'int32' && labels.dtype !== 'bool') {
    throw new TypeError(`${place}: labels must be float32, int32 or bool, got ${labels.dtype}`);
  }
  if (labels.rank !== 2 || labels.shape[0] !== batch || labels.shape[1] !== numLabels) {
    throw new RangeError(
      `${place}: labels must have the shape [batch, n] = [${batch}, ${numLabels}] of the logits, ` +
        `got [${labels.shape.join(', ')}]`,
    );
  }
}
