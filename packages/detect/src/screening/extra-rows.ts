import type { RowSystem } from '../solvers/row-system.js';

/** What screening needs of a {@link RowSystem}. */
export type ScreenedRows = Pick<RowSystem, 'numRows' | 'dimension' | 'nonnegative' | 'copyRow' | 'toLayer'>;

/**
 * What a direction must fulfil besides the signs of the labels, as unit rows that must score above zero for every set:
 * the bias coordinate t is positive, and, for a box |x_j| <= B, so is B t ± x_j. None without a bias: then only ratios
 * matter.
 */
export function extraRows(rows: ScreenedRows, box: number | undefined): Float64Array[] {
  const { dimension, nonnegative } = rows;
  if (nonnegative === undefined) return [];
  const unit = (): Float64Array => new Float64Array(dimension);
  const biasRow = unit();
  biasRow[nonnegative] = 1;
  if (box === undefined) return [biasRow];
  const result = [biasRow];
  // The layer's coordinates are the system's times these.
  const scales = rows.toLayer(unit().fill(1));
  for (let j = 0; j < nonnegative; j++) {
    for (const sign of [1, -1]) {
      const row = unit();
      const ofBias = box * scales[nonnegative]!;
      const norm = Math.hypot(ofBias, scales[j]!);
      row[nonnegative] = ofBias / norm;
      row[j] = (sign * scales[j]!) / norm;
      result.push(row);
    }
  }
  return result;
}

/** Moves a vector along a unit row until their product is at least `least`. */
export function lift(
  vector: Float32Array | Float64Array,
  row: Float32Array | Float64Array,
  least: number,
): void {
  let score = 0;
  for (let j = 0; j < row.length; j++) score += row[j]! * vector[j]!;
  const missing = least - score;
  if (missing > 0) for (let j = 0; j < row.length; j++) vector[j] = vector[j]! + missing * row[j]!;
}
