import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import type { EncoderInputs } from './encoder.js';
import { nameOfRows } from './name-of-rows.js';

/**
 * Dense rows as a tensor [numRows, inDim].
 *
 * @param caller what messages start with
 * @throws TypeError for other rows; RangeError for rows of another length
 */
export function denseLeaf(caller: string, inputs: EncoderInputs, inDim: number): Tensor2D {
  if (!('data' in inputs)) {
    throw new TypeError(`${caller}: expected dense rows {numRows, numCols, data}, got ${nameOfRows(inputs)}`);
  }
  if (inputs.numCols !== inDim || inputs.data.length !== inputs.numRows * inDim) {
    throw new RangeError(
      `${caller}: expected rows of ${inDim} columns, got ${inputs.numRows} x ${inputs.numCols} with ${inputs.data.length} numbers`,
    );
  }
  return tensor2d(inputs.data, [inputs.numRows, inDim]);
}
