import { commonIntegers } from '../exact/common-integers.js';
import { pivotColumns } from '../exact/pivot-columns.js';
import { primitiveVector } from '../exact/primitive-vector.js';
import type { CheckedLayer } from './check-layer.js';
import type { ExactVector } from './exact-vector.js';
import { exactVector } from './exact-vector.js';

/**
 * A layer as integer linear forms a_i, one per label, on a space of points z: it outputs the label set S iff some z has
 * a_i·z > 0 for the labels in S, a_i·z < 0 for the others, and half·z > 0 where there is a `half`.
 *
 * Up to positive factors (of a row for the threshold rule, of a coordinate of z otherwise) a_i holds
 *
 *     w_i        z holds the input x there
 *     b_i        with a bias; z holds t > 0 there, which is what `half` says
 *     -1         for argmax and top-k; z holds the threshold between "in" and "out"
 *
 * of which only coordinates that are linearly independent are kept.
 */
export interface IntegerForms {
  readonly forms: readonly (readonly bigint[])[];
  readonly half: readonly bigint[] | undefined;
  /** Length of the forms; the rank of all of them together, `half` included. */
  readonly dim: number;
  /** The input x that a point z stands for; needs half·z > 0 where there is a `half`. */
  toInput(point: readonly bigint[]): ExactVector;
}

/** Writes a layer as {@link IntegerForms}; exact for any finite weights. */
export function integerForms(layer: CheckedLayer): IntegerForms {
  const { data, numLabels, dim, bias, rule } = layer;
  const full = Array.from({ length: numLabels }, (_, i) => [
    ...data.subarray(i * dim, (i + 1) * dim),
    ...(bias === undefined ? [] : [bias[i]!]),
  ]);
  const width = dim + (bias === undefined ? 0 : 1);
  // Scaling single rows keeps their signs, scaling columns keeps the differences of rows too.
  const columnExponents = new Array<number>(width).fill(0);
  let rows: bigint[][];
  if (rule === 'threshold') rows = full.map((row) => [...commonIntegers(row).integers]);
  else {
    rows = full.map(() => []);
    for (let j = 0; j < width; j++) {
      const { integers, exponent } = commonIntegers(full.map((row) => row[j]!));
      columnExponents[j] = exponent;
      for (let i = 0; i < numLabels; i++) rows[i]!.push(integers[i]!);
    }
    for (const row of rows) row.push(-1n);
  }
  const fullWidth = rows[0]!.length;
  const fullHalf =
    bias === undefined ? undefined : Array.from({ length: fullWidth }, (_, j) => (j === dim ? 1n : 0n));
  const columns = pivotColumns(fullHalf === undefined ? rows : [...rows, fullHalf]);
  const keep = (row: readonly bigint[]): bigint[] => columns.map((column) => row[column]!);
  return {
    forms: rows.map(keep),
    half: fullHalf === undefined ? undefined : keep(fullHalf),
    dim: columns.length,
    toInput: (point) => {
      const coordinates = new Array<bigint>(width).fill(0n);
      // z_j = 2^exponent_j · w-coordinate, so x_j is z_j / 2^exponent_j; the smallest power of two is taken out.
      const highest = Math.max(...columnExponents);
      for (const [at, column] of columns.entries()) {
        if (column < width) coordinates[column] = point[at]! << BigInt(highest - columnExponents[column]!);
      }
      return bias === undefined
        ? exactVector(primitiveVector(coordinates), 1n)
        : exactVector(coordinates.slice(0, dim), coordinates[dim]!);
    },
  };
}
