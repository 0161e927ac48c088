import type * as tf from '@tensorflow/tfjs-core';

/** Checks that a tensor is a table of labels [batch, n] of any number type. */
export function checkLabelTensor(place: string, labels: tf.Tensor, batch: number, numLabels: number): void {
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
