import { rowProducts, type SharedMatrix } from '@sbn/kernels';
import type { Layer } from '../layer/layer.js';

/** Computes y = W x for all rows of a layer, into a buffer that the next call overwrites. */
export type PriceRows = (x: Float64Array) => Float64Array;

/**
 * The product W x of a layer: by the SIMD kernel where the weights lie in a shared matrix, else in plain TypeScript.
 *
 * @param shared the matrix that holds the layer's weights, when there is one
 * @param slot the work area of `shared` that this thread owns
 */
export function createPriceRows(layer: Layer, shared?: SharedMatrix, slot = 0): PriceRows {
  if (shared !== undefined) {
    const products = rowProducts(shared, slot);
    return (x) => products.multiply(x);
  }
  const { data, stride, numLabels, dim } = layer;
  const y = new Float64Array(numLabels);
  return (x) => {
    for (let i = 0; i < numLabels; i++) {
      const row = i * stride;
      let sum = 0;
      for (let j = 0; j < dim; j++) sum += data[row + j]! * x[j]!;
      y[i] = sum;
    }
    return y;
  };
}
