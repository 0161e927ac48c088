import type { MetricRows, RowMetric } from './row-metric.js';

/** Makes a direction for a label set; see {@link createStartDirections}. */
export type StartDirection = (positives: readonly number[]) => Float64Array;

/**
 * Directions that have most signs of a label set right, found without looking at the rows outside the set:
 *
 *     z = H⁻¹ m - c H⁻¹ μ,    m the mean of the set's rows, μ that of all rows, H their second moment
 *
 * Both parts are discriminants in the metric of the rows: the first separates the set from the others, the second
 * lowers all scores alike, as far as any direction can. c puts zero half-way between the lowest score in the set and
 * where the highest of n normal scores with the mean and spread of all rows would lie.
 *
 * @returns a function of the rows that must score above zero (there may be none), which gives the whitened z' = Lᵀ z, not
 *   scaled
 */
export function createStartDirections(rows: MetricRows, metric: RowMetric): StartDirection {
  const { numRows, dimension } = rows;
  const lowering = metric.mean.slice();
  metric.whiten(lowering, 0);
  const row = new Float64Array(dimension);
  const highestOfNormal = Math.sqrt(2 * Math.log(Math.max(2, numRows)));
  return (positives) => {
    if (positives.length === 0) return lowering.map((entry) => -entry);
    const separating = new Float64Array(dimension);
    for (const positive of positives) {
      rows.copyRow(positive, row, 0);
      for (let j = 0; j < dimension; j++) separating[j] = separating[j]! + row[j]! / positives.length;
    }
    metric.whiten(separating, 0);
    const plain = separating.slice();
    metric.fromWhitened(plain);
    let lowest = Number.POSITIVE_INFINITY;
    for (const positive of positives) {
      rows.copyRow(positive, row, 0);
      lowest = Math.min(lowest, dot(row, plain));
    }
    const mean = dot(lowering, separating);
    const spread = Math.sqrt(Math.max(0, dot(separating, separating) - mean * mean));
    const threshold = (Math.max(lowest, mean) + mean + highestOfNormal * spread) / 2;
    for (let j = 0; j < dimension; j++) separating[j] = separating[j]! - threshold * lowering[j]!;
    return separating;
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
