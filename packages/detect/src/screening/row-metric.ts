/** Rows that a metric is made from. */
export interface MetricRows {
  readonly numRows: number;
  readonly dimension: number;
  /** Writes a row to `out[at .. at + dimension)`. */
  copyRow(row: number, out: Float64Array, at: number): void;
}

/**
 * The metric in which the rows of a layer spread alike in all directions: H = (1/n) Σ p_i p_iᵀ = L Lᵀ. Rows are
 * whitened to q_i = L⁻¹ p_i, directions to z' = Lᵀ z, so that q_i·z' = p_i·z.
 *
 * First-order methods are slow where rows crowd around few directions, as those of trained layers do; in this metric
 * they do not. Nothing proved rests on it: a bad metric costs steps.
 */
export interface RowMetric {
  readonly dimension: number;
  /** (1/n) Σ p_i. */
  readonly mean: Float64Array;
  /** p → L⁻¹ p, in place, at `rows[at .. at + dimension)`. */
  whiten(rows: Float64Array, at: number): void;
  /** z' → z = L⁻ᵀ z', in place. */
  fromWhitened(direction: Float64Array): void;
}

/** With more rows than this (and than eight times the dimension) evenly spaced ones stand for all. */
const maxSampledRows = 2048;

/**
 * Directions in which the rows hardly spread are widened to this fraction of the mean spread: float32 must tell the
 * whitened rows apart.
 */
const ridge = 1e-6;

/** Makes the metric of finite rows with entries around 1. */
export function createRowMetric(rows: MetricRows): RowMetric {
  const { numRows, dimension } = rows;
  const numSampled = Math.min(numRows, Math.max(maxSampledRows, 8 * dimension));
  const mean = new Float64Array(dimension);
  const factor = new Float64Array(dimension * dimension);
  const row = new Float64Array(dimension);
  for (let k = 0; k < numSampled; k++) {
    rows.copyRow(Math.floor((k * numRows) / numSampled), row, 0);
    for (let i = 0; i < dimension; i++) {
      const entry = row[i]! / numSampled;
      mean[i] = mean[i]! + entry;
      if (entry === 0) continue;
      for (let j = 0; j <= i; j++) factor[i * dimension + j] = factor[i * dimension + j]! + entry * row[j]!;
    }
  }
  let trace = 0;
  for (let i = 0; i < dimension; i++) trace += factor[i * dimension + i]!;
  const widening = trace > 0 ? (ridge * trace) / dimension : 1;
  for (let i = 0; i < dimension; i++) factor[i * dimension + i] = factor[i * dimension + i]! + widening;
  factorise(factor, dimension);
  return {
    dimension,
    mean,
    whiten: (data, at) => {
      for (let i = 0; i < dimension; i++) {
        const start = i * dimension;
        data[at + i] = (data[at + i]! - dotAt(factor, start, data, at, i)) / factor[start + i]!;
      }
    },
    fromWhitened: (direction) => {
      for (let i = dimension - 1; i >= 0; i--) {
        const start = i * dimension;
        const value = direction[i]! / factor[start + i]!;
        direction[i] = value;
        for (let j = 0; j < i; j++) direction[j] = direction[j]! - factor[start + j]! * value;
      }
    },
  };
}

/** Cholesky's factorisation in place, lower triangle. The ridge keeps every pivot above rounding. */
function factorise(matrix: Float64Array, dimension: number): void {
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j <= i; j++) {
      const sum = matrix[i * dimension + j]! - dotAt(matrix, i * dimension, matrix, j * dimension, j);
      matrix[i * dimension + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * dimension + j]!;
    }
  }
}

/** Four sums at a time: whitening all rows of a layer is nothing but this, and one sum would wait for itself. */
function dotAt(a: Float64Array, aAt: number, b: Float64Array, bAt: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 4 <= count; j += 4) {
    s0 += a[aAt + j]! * b[bAt + j]!;
    s1 += a[aAt + j + 1]! * b[bAt + j + 1]!;
    s2 += a[aAt + j + 2]! * b[bAt + j + 2]!;
    s3 += a[aAt + j + 3]! * b[bAt + j + 3]!;
  }
  for (; j < count; j++) s0 += a[aAt + j]! * b[bAt + j]!;
  return s0 + s1 + (s2 + s3);
}
