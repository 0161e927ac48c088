/** What a way of finding the largest ball hands back: proposals, to be proved. */
export interface RadiusSolution {
  readonly center: Float64Array;
  /** Constraints (see `BallConstraints`) with multipliers >= 0 that bound the radius from above. */
  readonly rows: readonly number[];
  /** Left out where there are none. */
  readonly multipliers?: Float64Array;
  readonly iterations: number;
  /** Why the search stopped early. */
  readonly failure?: string;
}
