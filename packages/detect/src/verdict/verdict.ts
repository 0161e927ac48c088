/** Every method that can produce a verdict. */
export const decidingMethods = [
  'alternation',
  'zero-row',
  'input',
  'reflections',
  'screening',
  'active-set',
  'highs',
] as const;

/**
 * Which method produced a verdict: the closed rule for DFT and Vandermonde layers, a row of zeros, the input that came
 * with the set, reflections (argmax), batch screening, or one of the two exact solvers.
 */
export type DecidedBy = (typeof decidingMethods)[number];

/**
 * A Farkas combination: Σ λ_i s_i a_i = 0 over some rows a_i of the layer in homogeneous form (weights, bias, and -1
 * for the threshold of argmax and top-k), with s_i = +1 for the labels in the set and -1 for all others. If some
 * input gave s_i a_i·z > 0 for all i, the left side times z would be positive: so none does. In the bias coordinate
 * the sum may also be negative, because z is >= 0 there.
 */
export interface Certificate {
  /** The labels i with λ_i > 0, increasing; at most one more than there are coordinates. */
  readonly rows: readonly number[];
  /** λ_i > 0 in the order of `rows`, rounded to doubles where no double is exact. */
  readonly multipliers: Float64Array;
  /** λ_i as exact integers, where the rows are so dependent (duplicates, ties) that only exact ones prove it. */
  readonly exactMultipliers?: readonly bigint[];
}

/** What every verdict says. */
export interface VerdictBase {
  /** The label set, increasing. */
  readonly labels: readonly number[];
  readonly decidedBy: DecidedBy;
  /** Steps of all solvers together; for information. */
  readonly iterations: number;
  /** Time spent, for information. */
  readonly milliseconds: number;
  /** The verdict is about inputs with |x_j| <= box only. Left out where it is about all inputs. */
  readonly box?: number;
}

/** Some input makes the layer output exactly this set, and here it is. */
export interface ArgmaxableByWitness extends VerdictBase {
  readonly status: 'argmaxable';
  readonly proof: 'witness';
  /** An input x that outputs the set, proved in spite of rounding. */
  readonly witness: Float64Array;
  /** For argmax and top-k: a number that exactly the labels of the set score above. */
  readonly threshold?: number;
  /** A proved lower bound on the set's margin: the margin of this witness. */
  readonly margin: number;
  /** Whether the solver ended at the largest margin there is (to about 1e-6 of it); for information. */
  readonly marginIsBest: boolean;
}

/**
 * A theorem says that some input outputs this set, of the ideal basis that the weights are a rounding of; its margin
 * is so small that double precision shows no witness.
 */
export interface ArgmaxableByAlternation extends VerdictBase {
  readonly status: 'argmaxable';
  readonly proof: 'alternation';
  readonly signChanges: number;
}

/** No input makes the layer output exactly this set. */
export interface Unargmaxable extends VerdictBase {
  readonly status: 'unargmaxable';
  /**
   * - `'exact'`: no input at all, for exactly the weights given.
   * - `'box'`: no input with |x_j| <= `box`, for exactly the weights given. Some input outside of it may.
   * - `'bounded'`: no input has a margin above `marginUpperBound`. Only where the detector was told to accept that.
   * - `'alternation'`: no input, of the ideal basis that the weights are a rounding of.
   */
  readonly proof: 'exact' | 'box' | 'bounded' | 'alternation';
  readonly certificate: Certificate;
  /** 0 for the proofs `'exact'` and `'box'`; else what the certificate proves about the layer as given. */
  readonly marginUpperBound: number;
  /** For proof `'alternation'`. */
  readonly signChanges?: number;
}

/** Not decided. Never to be counted as unargmaxable. */
export interface Undecided extends VerdictBase {
  readonly status: 'undecided';
  readonly reason: string;
  /** No input has a larger margin, proved by `certificate`. */
  readonly marginUpperBound?: number;
  readonly certificate?: Certificate;
}

/** The answer to "can this layer output exactly this label set?". */
export type Verdict = ArgmaxableByWitness | ArgmaxableByAlternation | Unargmaxable | Undecided;
