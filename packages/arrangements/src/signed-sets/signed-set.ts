/**
 * A set of labels, each with a sign. For a layer with a bias there is one element more, the row (0, …, 0, 1) that says
 * t > 0 in homogeneous form (geometrically the hyperplane at infinity); it is kept apart from the labels.
 */
export interface SignedSet {
  /** Labels with sign +, in increasing order. */
  readonly positive: readonly number[];
  /** Labels with sign -, in increasing order. */
  readonly negative: readonly number[];
  /** The sign of the element at infinity, 0 where it is not in the set; left out for layers without a bias. */
  readonly infinity?: 1 | 0 | -1;
}
