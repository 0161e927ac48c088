// The layers of the detection benchmarks: Gaussian weights with one constant column, which makes sign(Wx) sparse.
import { createMatrix } from '@sbn/core';

/** Weights [numLabels, dim]; the first column is 1, all others are N(0, 1). */
export function gaussianLayer(numLabels, dim, random) {
  const data = Float64Array.from({ length: numLabels * dim }, (_, entry) =>
    entry % dim === 0 ? 1 : random.normal(),
  );
  return createMatrix(numLabels, dim, data);
}

/** A label set that some input outputs: the labels with the best scores for a random input. */
export function plantedSet({ rows, cols, data }, cardinality, random) {
  const x = Float64Array.from({ length: cols }, () => random.normal());
  const scores = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) scores[row] += data[row * cols + col] * x[col];
  }
  const order = Array.from({ length: rows }, (_, row) => row).sort((a, b) => scores[b] - scores[a]);
  return order.slice(0, cardinality).sort((a, b) => a - b);
}

/** Planted and random label sets in turn, `count` together. */
export function mixedSets(weights, cardinality, count, random) {
  return Array.from({ length: count }, (_, index) =>
    index % 2 === 0
      ? plantedSet(weights, cardinality, random)
      : [...random.sample(weights.rows, cardinality)],
  );
}
