import { createMatrix, type Matrix, type Random } from '@sbn/core';
import { normalMatrix } from './random-layer.js';

const lattice = (random: Random, rows: number, cols: number): Matrix =>
  createMatrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => random.int(5) - 2),
  );

/** Layers made to fool floating point: each takes a random matrix and spoils its rows, columns or entries. */
export const adversarialLayers: Record<string, (random: Random, rows: number, cols: number) => Matrix> = {
  'duplicate rows': (random, rows, cols) => {
    const matrix = normalMatrix(random, rows, cols);
    for (let i = rows >> 1; i < rows; i++) {
      const factor = random.uniform() < 0.5 ? 1 : 3;
      for (let j = 0; j < cols; j++)
        matrix.data[i * cols + j] = factor * matrix.data[(i - (rows >> 1)) * cols + j]!;
    }
    return matrix;
  },
  'near-duplicate rows': (random, rows, cols) => {
    const matrix = normalMatrix(random, rows, cols);
    for (let i = rows >> 1; i < rows; i++) {
      for (let j = 0; j < cols; j++) {
        matrix.data[i * cols + j] =
          matrix.data[(i - (rows >> 1)) * cols + j]! * (1 + 1e-12 * random.normal());
      }
    }
    return matrix;
  },
  'neighbouring doubles': (random, rows, cols) => {
    const matrix = normalMatrix(random, rows, cols);
    for (let i = rows >> 1; i < rows; i++) {
      for (let j = 0; j < cols; j++) {
        matrix.data[i * cols + j] =
          matrix.data[(i - (rows >> 1)) * cols + j]! * (1 + 2 ** -52 * (random.int(3) - 1));
      }
    }
    return matrix;
  },
  'zero rows': (random, rows, cols) => {
    const matrix = normalMatrix(random, rows, cols);
    matrix.data.fill(0, cols, 2 * cols);
    return matrix;
  },
  'rows of any scale': (random, rows, cols) => {
    const matrix = normalMatrix(random, rows, cols);
    for (let i = 0; i < rows; i++) {
      const scale = 10 ** (150 * (2 * random.uniform() - 1));
      for (let j = 0; j < cols; j++) matrix.data[i * cols + j] = matrix.data[i * cols + j]! * scale;
    }
    return matrix;
  },
  'columns of any scale': (random, rows, cols) => {
    const matrix = normalMatrix(random, rows, cols);
    for (let j = 0; j < cols; j++) {
      const scale = 10 ** (150 * (2 * random.uniform() - 1));
      for (let i = 0; i < rows; i++) matrix.data[i * cols + j] = matrix.data[i * cols + j]! * scale;
    }
    return matrix;
  },
  'entries of any scale': (random, rows, cols) => {
    const matrix = normalMatrix(random, rows, cols);
    for (let i = 0; i < rows * cols; i++) matrix.data[i] = matrix.data[i]! * 10 ** (random.int(21) - 10);
    return matrix;
  },
  'rank-deficient by a repeated column': (random, rows, cols) => {
    const matrix = normalMatrix(random, rows, cols);
    for (let i = 0; i < rows; i++) matrix.data[i * cols + cols - 1] = matrix.data[i * cols]!;
    return matrix;
  },
  'rank-deficient up to rounding': (random, rows, cols) => {
    const left = normalMatrix(random, rows, cols - 1);
    const right = normalMatrix(random, cols - 1, cols);
    const matrix = createMatrix(rows, cols);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < cols; j++) {
        let sum = 0;
        for (let k = 0; k < cols - 1; k++) sum += left.data[i * (cols - 1) + k]! * right.data[k * cols + j]!;
        matrix.data[i * cols + j] = sum;
      }
    }
    return matrix;
  },
  'integer lattice with ties': lattice,
  'lattice of tenths': (random, rows, cols) => {
    const matrix = lattice(random, rows, cols);
    for (let i = 0; i < rows * cols; i++) matrix.data[i] = matrix.data[i]! / 10;
    return matrix;
  },
};
