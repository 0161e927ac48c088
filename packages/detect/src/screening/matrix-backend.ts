/** Unit rows in float32; a row of zeros stays one. Handed over as they are asked for, so that no copy lies between. */
export interface UnitRows {
  readonly numRows: number;
  readonly dimension: number;
  /** Writes rows `from` to `to - 1`, one after the other, to `out` from `at` on. */
  copyRows(from: number, to: number, out: Float32Array, at: number): void;
}

/** Label sets that are worked on together, and how. */
export interface ProjectionBatch {
  /** For every set the rows with sign +1, each at most once; all others have sign -1. */
  readonly positives: readonly (readonly number[])[];
  /** A unit vector for every set, row-major [positives.length, dimension]. */
  readonly directions: Float32Array;
  /** How many products with the matrix to make, at least 1. */
  readonly steps: number;
  /** The margin δ that every row shall reach. */
  readonly target: number;
  /** How far to go, 1 being to the surrogate hyperplane; between 0 and 2. */
  readonly relaxation: number;
  /** The margin beyond which a set counts as settled. */
  readonly settled: number;
}

/** What became of a batch. */
export interface ProjectionResult {
  /**
   * For a settled set the direction with the largest margin seen; else the one after the last step. Unit vectors,
   * row-major [sets, dimension].
   */
  readonly directions: Float32Array;
  /** The largest margin seen for each set, `target` at most; -Infinity when nothing finite was seen. */
  readonly margins: Float32Array;
}

/** A matrix on some device, ready for projections. */
export interface LoadedRows {
  /**
   * Extrapolated projections onto all violated half-spaces at once. For every set with signs s and direction v:
   *
   *     y_i = s_i q_i·v        margin = min(δ, min_i y_i)
   *     r_i = max(0, δ - y_i)  g = Σ r_i s_i q_i
   *     v ← v + relaxation (Σ r_i² / ‖g‖²) g,   v ← v / ‖v‖
   *
   * `steps` times. The violated inequalities, weighted by their residuals, add up to one, the surrogate: every v that
   * fulfils them all fulfils g·v >= δ Σ r_i. The step goes to its hyperplane and beyond.
   *
   * Source: Yang and Murty, "New iterative methods for linear inequalities", Journal of Optimization Theory and
   * Applications 72 (1992).
   */
  project(batch: ProjectionBatch): Promise<ProjectionResult>;
  /** Frees the device's memory. */
  dispose(): void;
}

/**
 * A device that screens label sets. Everything large stays on it: a call sends the directions and gets as many back.
 * Single precision suffices, because what it finds is proved in double precision afterwards.
 */
export interface MatrixBackend {
  readonly name: string;
  /** How many sets at once make good use of it. */
  readonly batchSize: number;
  /** How many steps to make between two looks at what is settled. */
  readonly stepsPerCall: number;
  /** Takes a matrix to the device. */
  load(rows: UnitRows): Promise<LoadedRows>;
}
