import { createGrowingProgram } from '../solvers/highs/growing-program.js';
import type { Highs } from '../solvers/highs/load-highs.js';
import type { BallConstraints } from './ball-constraints.js';
import type { RadiusSolution } from './radius-solution.js';

/**
 * The largest ball by HiGHS, warm-started as rows join. In units of the box (x = box · x', r = box · r'), so that all
 * numbers are near 1.
 */
export function radiusByLinearProgram(
  highs: Highs,
  constraints: BallConstraints,
  dim: number,
  box: number,
): RadiusSolution {
  const numCols = dim + 1;
  const lower = new Float64Array(numCols).fill(-1);
  const upper = new Float64Array(numCols).fill(1);
  const objective = new Float64Array(numCols);
  objective[dim] = 1;
  // |g·x'| <= √dim for unit vectors g: beyond that no row can hold with equality.
  const reach = Math.sqrt(dim) + 1 + constraints.largestOffset / box;
  lower[dim] = -reach;
  upper[dim] = reach;
  const program = createGrowingProgram(highs, { lower, upper, objective }, true);
  try {
    const violation = 1e-10 * reach;
    const batch = Math.max(16, dim);
    const rows: number[] = [];
    const isRow = new Uint8Array(constraints.count);
    let x = constraints.start();
    let r = Infinity;
    let multipliers: Float64Array | undefined;
    for (;;) {
      const values = constraints.evaluate(x.map((value) => value * box));
      const found: number[] = [];
      for (let c = 0; c < values.length; c++) {
        if (values[c]! / box < r - violation && isRow[c] === 0) found.push(c);
      }
      found.sort((a, b) => values[a]! - values[b]!);
      const added = found.slice(0, batch);
      if (added.length === 0) break;
      const entries = new Float64Array(added.length * numCols);
      const offsets = new Float64Array(added.length);
      added.forEach((c, i) => {
        const offset = constraints.copy(c, entries, i * numCols);
        entries[i * numCols + dim] = -1;
        offsets[i] = -offset / box;
        rows.push(c);
        isRow[c] = 1;
      });
      program.addRows(entries, offsets);
      const solution = program.solve();
      if (solution.failure !== undefined) {
        return {
          center: x.map((value) => value * box),
          rows,
          iterations: program.iterations(),
          failure: solution.failure,
        };
      }
      x = solution.values.slice(0, dim);
      r = solution.values[dim]!;
      multipliers = solution.multipliers;
    }
    return {
      center: x.map((value) => value * box),
      rows,
      ...(multipliers === undefined ? {} : { multipliers }),
      iterations: program.iterations(),
    };
  } finally {
    program.dispose();
  }
}
