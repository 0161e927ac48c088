import { createRandom, type LabelSets, labelSetsFrom } from '@sbn/core';

/** Seeded standard normal numbers times `scale`, as float32 so that a reference starts from the same bits. */
export function normals(seed: number, count: number, scale = 1): Float32Array {
  const random = createRandom([seed, 'normals']);
  return Float32Array.from({ length: count }, () => scale * random.normal());
}

/** Label sets of 0, 1, 2, … labels in turn; the last row has them all. */
export function sampleLabelSets(seed: number, numRows: number, numLabels: number): LabelSets {
  const random = createRandom([seed, 'labels']);
  return labelSetsFrom(
    Array.from({ length: numRows }, (_, row) =>
      random.sample(numLabels, row === numRows - 1 ? numLabels : Math.min(row, numLabels)),
    ),
    numLabels,
  );
}

/** Cuts a flat row-major table into rows. */
export function rowsOf(data: ArrayLike<number>, cols: number): number[][] {
  return Array.from({ length: data.length / cols }, (_, row) =>
    Array.from({ length: cols }, (__, col) => data[row * cols + col]!),
  );
}
