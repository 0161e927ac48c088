import type { HeadConfig } from '../definitions/head-config.js';
import type { HeadWeights } from '../head-weights.js';

/** Parameters in float64, by name. */
export type ReferenceWeights = Record<string, Float64Array>;

export function referenceWeights(weights: HeadWeights): ReferenceWeights {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { data }]) => [name, Float64Array.from(data)]),
  );
}

/** Logits of one example, written after the formulas in the papers, slowly and in float64. */
export function referenceLogits(
  config: HeadConfig,
  weights: ReferenceWeights,
  h: ArrayLike<number>,
): number[] {
  const { numLabels } = config;
  const times = (name: string, row: number, x: ArrayLike<number>, from = 0): number => {
    const matrix = weights[name]!;
    const cols = x.length - from;
    let sum = 0;
    for (let col = 0; col < cols; col++) sum += matrix[row * cols + col]! * x[from + col]!;
    return sum;
  };
  const hidden = (width: number): number[] =>
    Array.from({ length: width }, (_, row) => times('inputWeights', row, h) + weights.inputBias![row]!);
  const labels = Array.from({ length: numLabels }, (_, label) => label);
  switch (config.kind) {
    case 'sigmoid':
      return labels.map((label) => times('weights', label, h) + weights.bias![label]!);
    case 'sigmoid-bottleneck': {
      const c = hidden(config.dim);
      return labels.map((label) => times('labelWeights', label, c));
    }
    case 'dft':
    case 'vandermonde': {
      const numFixed = config.kind === 'dft' ? 2 * config.k + 1 : config.dim;
      const c = hidden(numFixed + config.slackDims);
      const rows =
        config.kind === 'dft'
          ? waves(numLabels, config.k, config.permutation)
          : polynomials(numLabels, config.dim);
      return labels.map((label) => {
        let sum = config.slackDims === 0 ? 0 : times('slackWeights', label, c, numFixed);
        for (let j = 0; j < numFixed; j++) sum += rows[label]![j]! * c[j]!;
        return sum;
      });
    }
  }
}

function waves(n: number, k: number, permutation: readonly number[] | undefined): number[][] {
  return Array.from({ length: n }, (_, label) => {
    const t = permutation?.[label] ?? label;
    const row = [Math.sqrt(1 / n)];
    for (let j = 1; j <= k; j++) {
      const angle = (2 * Math.PI * j * t) / n;
      row.push(Math.sqrt(2 / n) * Math.cos(angle), Math.sqrt(2 / n) * Math.sin(angle));
    }
    return row;
  });
}

/** Gram-Schmidt on the powers 1, x, x², … at Chebyshev points, each column orthogonalised three times. */
function polynomials(n: number, dim: number): number[][] {
  const points = Array.from({ length: n }, (_, t) => -Math.cos((Math.PI * (2 * t + 1)) / (2 * n)));
  const columns: number[][] = [];
  for (let j = 0; j < dim; j++) {
    let column = points.map((x) => x ** j);
    for (let pass = 0; pass < 3; pass++) {
      for (const other of columns) {
        const dot = column.reduce((sum, value, t) => sum + value * other[t]!, 0);
        column = column.map((value, t) => value - dot * other[t]!);
      }
    }
    const norm = Math.hypot(...column);
    columns.push(column.map((value) => value / norm));
  }
  return points.map((_, t) => columns.map((column) => column[t]!));
}
