import { isFloat } from '../elements/element-type.js';
import { matrixShape } from '../elements/shape.js';
import type { TensorRole } from '../tensor.js';

/** What a tensor may be to an output layer, as far as its shape and type tell. */
export function roleByShape(shape: readonly number[], dtype: string): TensorRole | undefined {
  if (!isFloat(dtype) || shape.includes(0)) return undefined;
  // A single row or column is a bias far more often than a layer with one label or one feature.
  if (shape.length === 1 || (shape.length === 2 && shape.includes(1))) return 'bias-candidate';
  return matrixShape(shape) === undefined ? undefined : 'weights-candidate';
}
