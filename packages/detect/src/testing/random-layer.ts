import { createMatrix, type Matrix, type Random } from '@sbn/core';

/** A matrix of standard normal numbers. */
export function normalMatrix(random: Random, rows: number, cols: number): Matrix {
  return createMatrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => random.normal()),
  );
}

/** A vector of standard normal numbers. */
export function normalVector(random: Random, count: number): Float64Array {
  return Float64Array.from({ length: count }, () => random.normal());
}

/** The label set that an input outputs under the threshold rule, in plain arithmetic. */
export function outputOf(weights: Matrix, bias: Float64Array | undefined, x: Float64Array): number[] {
  const labels: number[] = [];
  for (let i = 0; i < weights.rows; i++) {
    let sum = bias?.[i] ?? 0;
    for (let j = 0; j < weights.cols; j++) sum += weights.data[i * weights.cols + j]! * x[j]!;
    if (sum > 0) labels.push(i);
  }
  return labels;
}

/** The labels of a bit mask. */
export function labelsOfMask(mask: number): number[] {
  const labels: number[] = [];
  for (let label = 0; mask >> label !== 0; label++) if (((mask >> label) & 1) === 1) labels.push(label);
  return labels;
}
