import * as tf from '@tensorflow/tfjs-core';
import { describeKind } from './describe-kind.js';

/**
 * Checks that a value is a float32 tensor [rows >= 1, cols].
 *
 * @param shape the row and column counts it must have; a name (such as `batch`) stands for any number >= 1
 * @throws TypeError when it is no tensor or of another dtype, RangeError when its shape is another or it is disposed
 */
export function checkTensor2d(
  place: string,
  name: string,
  value: unknown,
  shape: readonly [number | string, number | string],
): asserts value is tf.Tensor2D {
  if (!(value instanceof tf.Tensor)) {
    throw new TypeError(
      `${place}: ${name} must be a float32 tensor [${shape.join(', ')}], got ${describeKind(value)}`,
    );
  }
  if (value.dtype !== 'float32') {
    throw new TypeError(
      `${place}: ${name} must be float32, got ${value.dtype}. Cast it with tf.cast(x, 'float32').`,
    );
  }
  const fits =
    value.rank === 2 &&
    shape.every((size, axis) =>
      typeof size === 'string' ? value.shape[axis]! >= 1 : value.shape[axis] === size,
    );
  if (!fits) {
    throw new RangeError(
      `${place}: ${name} must have shape [${shape.join(', ')}], got [${value.shape.join(', ')}]`,
    );
  }
  if (value.isDisposed) throw new RangeError(`${place}: ${name} has been disposed`);
}
