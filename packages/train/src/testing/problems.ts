import {
  createRandom,
  type DenseRows,
  labelSetsFrom,
  labelSetsFromClasses,
  type SparseRows,
} from '@sbn/core';
import type { Examples } from '@sbn/datasets';

/**
 * A bag problem that a linear model can solve: label j is active when one of its own words occurs; other words are
 * noise.
 */
export function bagProblem(options: {
  readonly numExamples: number;
  readonly numLabels: number;
  readonly wordsPerLabel?: number;
  readonly noiseWords?: number;
  readonly values?: boolean;
  readonly seed: number;
}): Examples & { readonly inputs: SparseRows } {
  const { numExamples, numLabels, wordsPerLabel = 3, noiseWords = 20, values = false, seed } = options;
  const random = createRandom([seed, 'bag-problem']);
  const numCols = numLabels * wordsPerLabel + noiseWords;
  const words: number[][] = [];
  const labels: number[][] = [];
  for (let row = 0; row < numExamples; row++) {
    const active = [...random.sample(numLabels, 1 + random.int(2))];
    const own = active.map((label) => label * wordsPerLabel + random.int(wordsPerLabel));
    const noise = [...random.sample(noiseWords, 2)].map((word) => numLabels * wordsPerLabel + word);
    words.push([...own, ...noise].sort((a, b) => a - b));
    labels.push(active);
  }
  const rows = labelSetsFrom(words, numCols);
  const inputs: SparseRows = values
    ? { ...rows, values: Float32Array.from(rows.indices, () => 0.5 + random.uniform()) }
    : rows;
  return { inputs, labels: labelSetsFrom(labels, numLabels) };
}

/** A dense problem that a linear model can solve: label j is active when its own column is 1. */
export function denseProblem(options: {
  readonly numExamples: number;
  readonly numLabels: number;
  readonly seed: number;
}): Examples & { readonly inputs: DenseRows } {
  const { numExamples, numLabels, seed } = options;
  const random = createRandom([seed, 'dense-problem']);
  const numCols = numLabels + 2;
  const data = new Float32Array(numExamples * numCols);
  const labels: number[][] = [];
  for (let row = 0; row < numExamples; row++) {
    for (let col = 0; col < numCols; col++) data[row * numCols + col] = 0.1 * random.normal();
    const active = [...random.sample(numLabels, 1 + random.int(2))];
    for (const label of active) data[row * numCols + label]! += 1;
    labels.push(active);
  }
  return { inputs: { numRows: numExamples, numCols, data }, labels: labelSetsFrom(labels, numLabels) };
}

/** The same examples with the first label of each alone, which makes classes of the labels. */
export function withOneLabel<T extends Examples>(examples: T): T {
  const { offsets, indices, numRows, numCols } = examples.labels;
  const classes = Array.from({ length: numRows }, (_, row) => indices[offsets[row]!]!);
  return { ...examples, labels: labelSetsFromClasses(classes, numCols) };
}
