import type { Highs, Model } from './load-highs.js';

/** A linear program max c·v whose rows a·v >= lower are added as they are found to be violated. */
export interface GrowingProgram {
  readonly numRows: number;
  /** Appends rows, `values` row-major. */
  addRows(values: Float64Array, lower: Float64Array): void;
  /**
   * Solves, from the basis of the solve before.
   *
   * @returns the optimal v and the multipliers of the rows (>= 0), or why there are none
   */
  solve():
    | { readonly values: Float64Array; readonly multipliers: Float64Array; readonly failure?: undefined }
    | { readonly failure: string };
  /** Iterations of all solves so far. */
  iterations(): number;
  dispose(): void;
}

/**
 * Starts a linear program without rows on a persistent HiGHS model. Dispose of it: its memory is outside the reach of
 * the garbage collector.
 *
 * @param columns bounds of the variables and their coefficients in the objective, which is maximised
 */
export function createGrowingProgram(
  highs: Highs,
  columns: {
    readonly lower: Float64Array;
    readonly upper: Float64Array;
    readonly objective: Float64Array;
  },
  tight: boolean,
): GrowingProgram {
  const numCols = columns.objective.length;
  const model: Model = highs.createModel();
  let numRows = 0;
  let total = 0;
  try {
    model.options.set({
      output_flag: false,
      presolve: 'off',
      solver: 'simplex',
      // The smallest values HiGHS takes: entries below small_matrix_value are dropped.
      small_matrix_value: 1e-12,
      primal_feasibility_tolerance: tight ? 1e-10 : 1e-9,
      dual_feasibility_tolerance: tight ? 1e-10 : 1e-9,
    });
    model.addVars(columns.lower, columns.upper);
    for (let j = 0; j < numCols; j++) {
      if (columns.objective[j] !== 0) model.changeColCost(j, columns.objective[j]!);
    }
    model.changeObjectiveSense(highs.constants.objectiveSense.maximize);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return {
    get numRows() {
      return numRows;
    },
    addRows: (values, lower) => {
      const count = lower.length;
      const starts = new Int32Array(count + 1);
      const indices: number[] = [];
      const entries: number[] = [];
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < numCols; j++) {
          const value = values[i * numCols + j]!;
          // HiGHS drops such entries itself, but with a warning each.
          if (Math.abs(value) <= 1e-12) continue;
          indices.push(j);
          entries.push(value);
        }
        starts[i + 1] = indices.length;
      }
      model.addRows({
        lower,
        upper: new Float64Array(count).fill(highs.infinity),
        matrix: {
          format: 'csr',
          numRows: count,
          numCols,
          starts,
          indices: Int32Array.from(indices),
          values: Float64Array.from(entries),
        },
      });
      numRows += count;
    },
    solve: () => {
      let modelStatus: number;
      try {
        ({ modelStatus } = model.run());
      } catch (error) {
        // A basis that HiGHS can no longer factor is an error of the run there, and no more than no answer here.
        if (!(error instanceof Error && error.name === 'HighsError')) throw error;
        return { failure: `HiGHS gave up: ${error.message}` };
      }
      total += Math.max(0, Number(model.info.get('simplex_iteration_count')));
      if (modelStatus !== highs.constants.modelStatus.optimal) {
        return { failure: `HiGHS ended with model status ${modelStatus}` };
      }
      const { colValue, rowDual } = model.getSolution();
      return { values: colValue, multipliers: rowDual.map((dual) => Math.max(0, -dual)) };
    },
    iterations: () => total,
    dispose: () => model.dispose(),
  };
}
