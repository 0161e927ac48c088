import type { MarginSolver, SolverRequest, SolverResult } from '../margin-solver.js';
import { createCandidateRows } from './candidate-rows.js';
import { createGrowingProgram } from './growing-program.js';
import type { Highs } from './load-highs.js';

/**
 * Decides by linear programming, with HiGHS:
 *
 *     maximise r   subject to   s_i p_i·z >= r for all rows i,   |z_j| <= 1,   z[nonnegative] >= 0
 *
 * The set can be output iff the optimum is positive; the multipliers of the rows at optimum 0 are a Farkas
 * certificate. Rows join as they are violated, so the optimum is that of the program with all rows.
 */
export function createHighsSolver(highs: Highs): MarginSolver {
  return { name: 'highs', solve: (request) => solve(highs, request) };
}

function solve(highs: Highs, { system, signs, tight }: SolverRequest): SolverResult {
  const { dimension, nonnegative } = system;
  const numCols = dimension + 1;
  const lower = new Float64Array(numCols).fill(-1);
  const upper = new Float64Array(numCols).fill(1);
  const objective = new Float64Array(numCols);
  if (nonnegative !== undefined) lower[nonnegative] = 0;
  // r: z = 0 gives 0, and |p_i·z| <= ‖z‖ <= √dimension.
  lower[dimension] = 0;
  upper[dimension] = Math.sqrt(dimension) + 1;
  objective[dimension] = 1;
  const program = createGrowingProgram(highs, { lower, upper, objective }, tight);
  try {
    const candidates = createCandidateRows(system, signs);
    const batch = Math.max(16, dimension);
    const violation = tight ? 1e-10 : 1e-9;
    let z = Float64Array.from(system.sumOfRows(), (sum) => -sum);
    let r = Number.POSITIVE_INFINITY;
    let multipliers: Float64Array = new Float64Array(0);
    // No optimum above rounding: already these rows exclude the set.
    while (r > violation) {
      const values = system.multiply(z);
      for (let i = 0; i < values.length; i++) values[i] = values[i]! * signs[i]!;
      const before = candidates.count;
      const added = candidates.addSmallest(values, r - violation, batch);
      if (added === 0) break;
      program.addRows(
        programRows(candidates.data, before, candidates.count, dimension),
        new Float64Array(added),
      );
      const solution = program.solve();
      if (solution.failure !== undefined) {
        return { iterations: program.iterations(), failure: solution.failure };
      }
      z = solution.values.slice(0, dimension);
      r = solution.values[dimension]!;
      multipliers = solution.multipliers;
    }
    const used = Array.from(multipliers.keys()).filter((k) => multipliers[k]! > 0);
    return {
      iterations: program.iterations(),
      direction: z,
      isBest: false,
      combination: {
        rows: used.map((k) => candidates.rowAt(k)),
        multipliers: used.map((k) => multipliers[k]!),
      },
    };
  } finally {
    program.dispose();
  }
}

/** Candidate rows from..to with -1 appended for r. */
function programRows(data: Float64Array, from: number, to: number, dimension: number): Float64Array {
  const rows = new Float64Array((to - from) * (dimension + 1));
  for (let c = from; c < to; c++) {
    const at = (c - from) * (dimension + 1);
    rows.set(data.subarray(c * dimension, (c + 1) * dimension), at);
    rows[at + dimension] = -1;
  }
  return rows;
}
