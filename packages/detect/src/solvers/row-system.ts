import { copyHomogeneousRow, type Layer } from '../layer/layer.js';
import { exponentOf, scaledNorm, timesPowerOfTwo } from '../verify/floating-point.js';
import type { PriceRows } from './price-rows.js';

/**
 * The rows of a layer as solvers see them: p_i = a_i C / ‖a_i C‖, unit vectors of the homogeneous form a_i (see
 * `Layer`), where C is a diagonal matrix of powers of two, the identity unless the columns are balanced. A set with
 * signs s can be output iff some z has s_i p_i·z > 0 for all i (and z[nonnegative] >= 0).
 */
export interface RowSystem {
  readonly numRows: number;
  readonly dimension: number;
  /** The coordinate of z that must not be negative (the one of the bias), if there is one. */
  readonly nonnegative: number | undefined;
  /** Writes p_i to `out[at .. at + dimension)`. */
  copyRow(row: number, out: Float64Array, at: number): void;
  /** All p_i·z, in a buffer that the next call overwrites. */
  multiply(z: Float64Array): Float64Array;
  /** Σ_i p_i over all rows. */
  sumOfRows(): Float64Array;
  /** The same direction in the coordinates of the layer: C z. */
  toLayer(z: Float64Array): Float64Array;
  /** The other way: C⁻¹ z. */
  fromLayer(z: Float64Array): Float64Array;
  /** The multiplier of a_i that is `multiplier` on p_i, up to a common factor. */
  toLayerMultiplier(row: number, multiplier: number): number;
}

/**
 * Makes the row system of a layer.
 *
 * @param priceRows computes W x for the plain weights
 * @param balanced whether columns are scaled to a largest entry near 1 (of rows scaled likewise): for layers whose
 *   columns differ by many orders of magnitude. Whether a set can be output does not depend on it; margins do.
 */
export function createRowSystem(layer: Layer, priceRows: PriceRows, balanced: boolean): RowSystem {
  const { numLabels, dim, homogeneousDim, bias, thresholdScale } = layer;
  const row = new Float64Array(homogeneousDim);
  const columnScale = balanced ? columnScales(layer) : undefined;
  const scaleRow = (label: number): void => {
    copyHomogeneousRow(layer, label, row, 0);
    if (columnScale !== undefined) {
      for (let j = 0; j < homogeneousDim; j++) row[j] = row[j]! * columnScale[j]!;
    }
  };
  const inverseNorms = new Float64Array(numLabels);
  for (let label = 0; label < numLabels; label++) {
    scaleRow(label);
    const norm = scaledNorm(row, 0, homogeneousDim);
    inverseNorms[label] = norm > 0 ? 1 / norm : 0;
  }
  const products = new Float64Array(numLabels);
  const biasAt = dim;
  const thresholdAt = homogeneousDim - 1;
  const copyRow = (label: number, out: Float64Array, at: number): void => {
    scaleRow(label);
    const factor = inverseNorms[label]!;
    for (let j = 0; j < homogeneousDim; j++) out[at + j] = row[j]! * factor;
  };
  const toLayer = (z: Float64Array): Float64Array =>
    columnScale === undefined ? z.slice() : z.map((value, j) => value * columnScale[j]!);
  let sum: Float64Array | undefined;
  return {
    numRows: numLabels,
    dimension: homogeneousDim,
    nonnegative: bias === undefined ? undefined : biasAt,
    copyRow,
    multiply: (z) => {
      const scaled = toLayer(z);
      const y = priceRows(scaled.subarray(0, dim));
      const t = bias === undefined ? 0 : scaled[biasAt]!;
      const threshold = thresholdScale > 0 ? thresholdScale * scaled[thresholdAt]! : 0;
      if (bias === undefined) {
        for (let i = 0; i < numLabels; i++) products[i] = (y[i]! - threshold) * inverseNorms[i]!;
      } else {
        for (let i = 0; i < numLabels; i++) {
          products[i] = (y[i]! + bias[i]! * t - threshold) * inverseNorms[i]!;
        }
      }
      return products;
    },
    sumOfRows: () => {
      if (sum === undefined) {
        sum = new Float64Array(homogeneousDim);
        const unit = new Float64Array(homogeneousDim);
        for (let i = 0; i < numLabels; i++) {
          copyRow(i, unit, 0);
          for (let j = 0; j < homogeneousDim; j++) sum[j] = sum[j]! + unit[j]!;
        }
      }
      return sum;
    },
    toLayer,
    fromLayer: (z) => (columnScale === undefined ? z.slice() : z.map((value, j) => value / columnScale[j]!)),
    toLayerMultiplier: (label, multiplier) => multiplier * inverseNorms[label]!,
  };
}

/** Powers of two that bring the largest entry of every column, over rows of largest entry near 1, near 1. */
function columnScales(layer: Layer): Float64Array {
  const { numLabels, homogeneousDim } = layer;
  const row = new Float64Array(homogeneousDim);
  const tops = new Float64Array(homogeneousDim).fill(Number.NEGATIVE_INFINITY);
  for (let label = 0; label < numLabels; label++) {
    copyHomogeneousRow(layer, label, row, 0);
    let rowTop = Number.NEGATIVE_INFINITY;
    for (const entry of row) if (entry !== 0) rowTop = Math.max(rowTop, exponentOf(entry));
    for (let j = 0; j < homogeneousDim; j++) {
      if (row[j] !== 0) tops[j] = Math.max(tops[j]!, exponentOf(row[j]!) - rowTop);
    }
  }
  return tops.map((top) => (top === Number.NEGATIVE_INFINITY ? 1 : timesPowerOfTwo(1, Math.min(1000, -top))));
}
