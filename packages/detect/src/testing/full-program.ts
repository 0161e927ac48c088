import type { Matrix } from '@sbn/core';
import { loadHighs } from '../solvers/highs/load-highs.js';

/** A linear or quadratic program with all rows at once, solved by HiGHS with its default settings. */
async function solveWhole(
  rows: Float64Array,
  lower: Float64Array,
  columns: { lower: Float64Array; upper: Float64Array; cost: Float64Array; square: number },
): Promise<{ values: Float64Array; objective: number; isOptimal: boolean }> {
  const highs = await loadHighs();
  const numCols = columns.cost.length;
  const numRows = lower.length;
  return highs.withModel(
    {
      numCols,
      numRows,
      colCost: columns.cost,
      colLower: columns.lower,
      colUpper: columns.upper,
      rowLower: lower,
      rowUpper: new Float64Array(numRows).fill(highs.infinity),
      matrix: {
        format: 'csr',
        numRows,
        numCols,
        starts: Int32Array.from({ length: numRows + 1 }, (_, i) => i * numCols),
        indices: Int32Array.from({ length: numRows * numCols }, (_, i) => i % numCols),
        values: rows,
      },
      ...(columns.square === 0
        ? {}
        : {
            hessian: {
              format: 'triangular',
              dimension: numCols,
              starts: Int32Array.from({ length: numCols + 1 }, (_, i) => i),
              indices: Int32Array.from({ length: numCols }, (_, i) => i),
              values: new Float64Array(numCols).fill(columns.square),
            },
          }),
    },
    (model) => {
      model.options.set({ output_flag: false });
      const { modelStatus } = model.run();
      return {
        values: model.getSolution().colValue,
        objective: model.getObjectiveValue(),
        isOptimal: modelStatus === highs.constants.modelStatus.optimal,
      };
    },
  );
}

/**
 * The textbook program for the radius of a label set under the threshold rule, all rows at once:
 * max r, s_i (w_i·x + b_i) >= ‖w_i‖ r, |x_j| <= box.
 */
export async function fullRadius(
  weights: Matrix,
  bias: Float64Array | undefined,
  labels: readonly number[],
  box: number,
): Promise<number> {
  const { rows, cols } = weights;
  const values = new Float64Array(rows * (cols + 1));
  const lower = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const sign = labels.includes(i) ? 1 : -1;
    const row = weights.data.subarray(i * cols, (i + 1) * cols);
    const norm = Math.hypot(...row);
    row.forEach((weight, j) => {
      values[i * (cols + 1) + j] = (sign * weight) / norm;
    });
    values[i * (cols + 1) + cols] = -1;
    lower[i] = (-sign * (bias?.[i] ?? 0)) / norm;
  }
  const cost = new Float64Array(cols + 1);
  cost[cols] = -1;
  const bound = new Float64Array(cols + 1).fill(box);
  bound[cols] = 1e9;
  const { objective, isOptimal } = await solveWhole(values, lower, {
    lower: bound.map((value) => -value),
    upper: bound,
    cost,
    square: 0,
  });
  if (!isOptimal) throw new Error('the full program was not solved');
  return -objective;
}

/** The largest margin by the quadratic program min ½‖z‖², s_i w_i·z / ‖w_i‖ >= 1, all rows at once. */
export async function fullMargin(weights: Matrix, labels: readonly number[]): Promise<number | undefined> {
  const { rows, cols } = weights;
  const values = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    const sign = labels.includes(i) ? 1 : -1;
    const row = weights.data.subarray(i * cols, (i + 1) * cols);
    const norm = Math.hypot(...row);
    row.forEach((weight, j) => {
      values[i * cols + j] = (sign * weight) / norm;
    });
  }
  const { values: z, isOptimal } = await solveWhole(values, new Float64Array(rows).fill(1), {
    lower: new Float64Array(cols).fill(-Infinity),
    upper: new Float64Array(cols).fill(Infinity),
    cost: new Float64Array(cols),
    square: 1,
  });
  return isOptimal ? 1 / Math.hypot(...z) : undefined;
}
