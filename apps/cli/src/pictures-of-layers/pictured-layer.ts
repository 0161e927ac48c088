import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  createMatrix,
  createRandom,
  InputError,
  type Matrix,
  trigonometricBasis,
  vandermondeBasis,
} from '@sbn/core';
import { readLabelNames, readOutputLayer } from '@sbn/weights';
import type { PicturedHead, PicturedRun } from './expand-pictures-grid.js';

/** A small layer y = Wx + b. */
export interface PicturedLayer {
  /** W, [n, d]. */
  readonly weights: Matrix;
  readonly bias?: Float64Array | undefined;
  readonly labelNames?: readonly string[] | undefined;
}

/**
 * The layer of a run: drawn, the same one every time, or read from its file.
 *
 * @throws InputError when the file, a name or a label is not there; RangeError when sizes do not fit together
 */
export async function picturedLayer({
  head,
  seed,
}: Pick<PicturedRun, 'head' | 'seed'>): Promise<PicturedLayer> {
  switch (head.kind) {
    case 'dft':
      return { weights: trigonometricBasis({ numLabels: head.numLabels, k: head.k }) };
    case 'vandermonde':
      return { weights: vandermondeBasis({ numLabels: head.numLabels, dim: head.dim }) };
    case 'gaussian': {
      const { numLabels, dim, bias } = head;
      const random = createRandom(['pictured layer', seed, numLabels, dim]);
      const draw = (count: number): Float64Array =>
        Float64Array.from({ length: count }, () => random.normal());
      const weights = createMatrix(numLabels, dim, draw(numLabels * dim));
      return bias ? { weights, bias: draw(numLabels) } : { weights };
    }
    case 'file':
      return readLayer(head);
  }
}

async function readLayer(head: Extract<PicturedHead, { readonly kind: 'file' }>): Promise<PicturedLayer> {
  const { weights: file, tensor, bias: biasFile, biasTensor } = head;
  const inRun = join(file, 'output-layer', 'labels.txt');
  const namesFile = head.names ?? (existsSync(inRun) ? inRun : undefined);
  const names = namesFile === undefined ? undefined : await readLabelNames(namesFile);
  const { weights, bias } = await readOutputLayer({
    weights: file,
    tensor,
    bias: biasFile,
    biasTensor,
    numLabels: names?.length,
    // A run folder's matrix is our own: one row per label.
    transpose: head.transpose ?? (existsSync(join(file, 'output-layer')) ? false : undefined),
  });
  const labels = head.labels ?? Array.from({ length: weights.rows }, (_, label) => label);
  const beyond = labels.find((label) => label >= weights.rows);
  if (beyond !== undefined) {
    throw new InputError(`head ${head.name}: expected labels from 0 to ${weights.rows - 1}, got ${beyond}`, {
      code: 'label-out-of-range',
    });
  }
  return {
    weights: rowsOf(weights, labels),
    bias: bias === undefined ? undefined : Float64Array.from(labels, (label) => bias[label]!),
    labelNames: names === undefined ? undefined : labels.map((label) => names[label]!),
  };
}

function rowsOf({ cols, data }: Matrix, rows: readonly number[]): Matrix {
  const taken = createMatrix(rows.length, cols);
  for (const [i, row] of rows.entries())
    taken.data.set(data.subarray(row * cols, (row + 1) * cols), i * cols);
  return taken;
}
