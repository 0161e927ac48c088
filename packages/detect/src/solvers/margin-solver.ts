import type { RowSystem } from './row-system.js';

/**
 * What a solver hands back. It proposes, it proves nothing: a direction is turned into a witness and a combination into
 * a certificate, and both are checked without the solver.
 */
export interface SolverResult {
  /** z with s_i p_i·z > 0 for all rows, as far as the solver can tell. Any length. */
  readonly direction?: Float64Array;
  /** The smallest s_i p_i·direction, where the solver has computed them all. */
  readonly smallestProduct?: number;
  /** Whether the direction has the largest margin, as far as the solver can tell. */
  readonly isBest?: boolean;
  /**
   * Rows i and multipliers λ_i > 0 on s_i p_i. With Σ λ_i s_i p_i near 0 they are a Farkas certificate; else their
   * combination bounds the margin from above.
   */
  readonly combination?: { readonly rows: readonly number[]; readonly multipliers: readonly number[] };
  readonly iterations: number;
  /** Why the solver stopped without an answer. */
  readonly failure?: string;
}

/** What a solver is asked. */
export interface SolverRequest {
  readonly system: RowSystem;
  /** +1 or -1 for every row. */
  readonly signs: Int8Array;
  /** Whether any direction with all signs right will do, or the one of the largest margin is wanted. */
  readonly goal: 'any' | 'best';
  /** A direction that is likely to be near the answer. */
  readonly start?: Float64Array | undefined;
  /** Ask for all the accuracy there is, whatever it costs. */
  readonly tight: boolean;
}

/** The solvers that always end at an answer, rounding aside. */
export type ExactSolverName = 'active-set' | 'highs';

/** Searches for a direction with the signs of a label set, or for a combination that excludes one. */
export interface MarginSolver {
  readonly name: ExactSolverName | 'screening';
  solve(request: SolverRequest): SolverResult;
}
