/** Label sets as papers on argmaxability decide them: by the largest ball of inputs with its center in a box. */
export interface ReportInBox {
  /** B: |x_j| <= B for the centers. */
  readonly box: number;
  /** A set is ε-argmaxable where its radius is over ε. */
  readonly epsilon: number;
  /** The radius that a set needs to count as argmaxable in the box, such as 1e-8. */
  readonly leastRadius: number;
  /** Each different label set once. */
  readonly sets: ReportBoxCounts;
  /** Each label set as often as it occurs. */
  readonly examples: ReportBoxCounts;
  /** Radii that so many percent do not exceed; null where nothing bounds them. */
  readonly radii?: readonly {
    readonly percent: number;
    readonly sets: number | null;
    readonly examples: number | null;
  }[];
  /** Sets of which an input is known and that are not argmaxable in the box. */
  readonly disagreements: {
    readonly sets: number;
    readonly examples: number;
    /** The ones to show. */
    readonly listed?: readonly ReportBoxDisagreement[];
  };
}

/** Counts of decisions in a box; the first three add up to `total`, and so do the last three. */
export interface ReportBoxCounts {
  readonly total: number;
  readonly argmaxable: number;
  readonly unargmaxable: number;
  readonly undecided: number;
  readonly epsilonArgmaxable: number;
  readonly notEpsilonArgmaxable: number;
  readonly epsilonUndecided: number;
}

/** A label set that some input outputs, and of which the box does not say so. */
export interface ReportBoxDisagreement {
  /** Names, or numbers where there are none. */
  readonly labels: readonly string[];
  /** The numbers, where `labels` are names. */
  readonly numbers?: readonly number[];
  readonly occurrences: number;
  /** Scale-free; left out where it is not known. */
  readonly margin?: number;
  readonly radiusUpperBound: number;
  readonly inBox: 'unargmaxable' | 'undecided';
}
