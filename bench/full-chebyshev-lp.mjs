// The peer that is always there: the textbook linear program with all n rows, solved from scratch for every label set
// by HiGHS in WebAssembly.
//
//     maximise r  subject to  s_i w_i·x >= ||w_i|| r  for all labels i,  |x_j| <= box        (Grivas et al., AAAI 2024)
import loadHighs from 'highs';

const tolerance = 1e-9;
const smallestRadius = 1e-8;

/** As the solvers of bench/peers; see there for the settings. */
export const wasmSolvers = { 'highs-wasm-simplex': 'simplex', 'highs-wasm-ipm': 'ipx' };

/**
 * @param {{ weights: { rows: number, cols: number, data: Float64Array }, box: number }} layer
 * @returns a function of `{ solver, goal, labels, timeLimit? }` as `solve` of the native peers
 */
export async function fullChebyshevLp({ weights, box }) {
  const highs = await loadHighs();
  const { rows, cols, data } = weights;
  const numCols = cols + 1;
  const norms = Float64Array.from({ length: rows }, (_, row) =>
    Math.hypot(...data.subarray(row * cols, (row + 1) * cols)),
  );
  const starts = Int32Array.from({ length: rows + 1 }, (_, row) => row * numCols);
  const indices = Int32Array.from({ length: rows * numCols }, (_, entry) => entry % numCols);
  return ({ solver, goal, labels, timeLimit = null }) => {
    const started = performance.now();
    const cpu = process.cpuUsage();
    const active = new Set(labels);
    const values = new Float64Array(rows * numCols);
    for (let row = 0; row < rows; row++) {
      const sign = active.has(row) ? 1 : -1;
      for (let col = 0; col < cols; col++) values[row * numCols + col] = sign * data[row * cols + col];
      values[row * numCols + cols] = -norms[row];
    }
    return highs.withModel((model) => {
      model.options.set({
        output_flag: false,
        presolve: 'off',
        solver: wasmSolvers[solver],
        primal_feasibility_tolerance: tolerance,
        dual_feasibility_tolerance: tolerance,
        ipm_optimality_tolerance: tolerance,
        ...(timeLimit === null ? {} : { time_limit: timeLimit }),
      });
      model.addVars(new Float64Array(numCols).fill(-box), new Float64Array(numCols).fill(box));
      model.changeColBounds(cols, goal === 'decide' ? smallestRadius : -highs.infinity, highs.infinity);
      model.changeColCost(cols, -1);
      model.addRows({
        lower: new Float64Array(rows),
        upper: new Float64Array(rows).fill(highs.infinity),
        matrix: { format: 'csr', numRows: rows, numCols, starts, indices, values },
      });
      const modelled = performance.now();
      const { modelStatus } = model.run();
      const solved = performance.now();
      const { user, system } = process.cpuUsage(cpu);
      const {
        optimal,
        infeasible,
        unboundedOrInfeasible,
        timeLimit: outOfTime,
      } = highs.constants.modelStatus;
      const radius = modelStatus === optimal ? model.getSolution().colValue[cols] : null;
      const status =
        modelStatus === optimal
          ? radius >= smallestRadius
            ? 'argmaxable'
            : 'unargmaxable'
          : modelStatus === infeasible || modelStatus === unboundedOrInfeasible
            ? 'unargmaxable'
            : modelStatus === outOfTime
              ? 'time-limit'
              : `failed: HiGHS model status ${modelStatus}`;
      return {
        status,
        radius,
        modelSeconds: (modelled - started) / 1e3,
        solveSeconds: (solved - modelled) / 1e3,
        cpuSeconds: (user + system) / 1e6,
      };
    });
  };
}
