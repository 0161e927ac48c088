import type { Layer } from '../layer/layer.js';
import type { PriceRows } from '../solvers/price-rows.js';

/**
 * The direction z of the homogeneous form that goes through an input x: (x, 1 if there is a bias, and for argmax and
 * top-k the threshold in the middle between the scores of the labels inside and outside).
 *
 * @param x dim finite numbers
 */
export function directionThrough(
  layer: Layer,
  priceRows: PriceRows,
  labels: readonly number[],
  x: ArrayLike<number>,
): Float64Array {
  const { dim, bias, homogeneousDim, thresholdScale, numLabels } = layer;
  const direction = new Float64Array(homogeneousDim);
  direction.set(x);
  if (bias !== undefined) direction[dim] = 1;
  if (thresholdScale > 0) {
    const scores = priceRows(direction.slice(0, dim));
    let [lowestInside, highestOutside] = [Infinity, -Infinity];
    let next = 0;
    for (let label = 0; label < numLabels; label++) {
      const score = scores[label]! + (bias === undefined ? 0 : bias[label]!);
      if (labels[next] === label) {
        next++;
        lowestInside = Math.min(lowestInside, score);
      } else highestOutside = Math.max(highestOutside, score);
    }
    // With no label outside any number below the scores is a threshold.
    const threshold = highestOutside === -Infinity ? lowestInside - 1 : lowestInside / 2 + highestOutside / 2;
    direction[homogeneousDim - 1] = threshold / thresholdScale;
  }
  return direction;
}
