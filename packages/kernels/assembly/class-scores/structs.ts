// How class scores are made of logits, as structs that the training kernels and those on tensors share. Every field has
// four bytes; build.mjs reads the names from here for the JavaScript side. Addresses are in bytes.

/** A score function s = f(z); see score-function.ts. */
@unmanaged
export class ScoreFunction {
  /** One of the constants in score-function.ts. */
  kind: i32;
  /** Of sigsoftmax: where its center and its slope are, one number each. */
  center: usize;
  slope: usize;
  /** Whether the gradients by these two are wanted. */
  learned: i32;
  /** Of relu. */
  epsilon: f32;
  /** Of a piecewise linear function: a PiecewiseLinear. */
  pieces: usize;
}

/**
 * An increasing function that is linear between equally spaced knots; see piecewise-linear.ts. Its pieces are numbered from
 * left to right: 0 lies left of the first knot, `numKnots` right of the last.
 */
@unmanaged
export class PiecewiseLinear {
  numKnots: i32;
  /** The first knot, the distance of two, and its inverse. */
  low: f32;
  spacing: f32;
  inverseSpacing: f32;
  /** Where f(z) = z: z, its piece, and how far it is from the knot of the piece, in units of the spacing. */
  anchor: f32;
  anchorPiece: i32;
  anchorFraction: f32;
  /** One of the constants in piecewise-linear.ts: what makes a slope of a parameter. */
  parametrization: i32;
  /** The parameters [numKnots + 1]. */
  parameters: usize;
  /** For each piece f at its knot, and its slope times the spacing. */
  table: usize;
  /** For each piece the derivative of its slope by its parameter; padded. */
  derivatives: usize;
  /** Pieces per chunk, a multiple of 4, and how many chunks there are. */
  chunkPieces: i32;
  numChunks: i32;
  /** float64: what each chunk's pieces rise by, and one more: what they rise by before the anchor in its own chunk. */
  rises: usize;
  /**
   * Sums over scores by piece, [numHistograms][numKnots + 1] pairs: of the loss's derivatives by them, and of these times
   * the distance from the piece's knot in units of the spacing.
   */
  histograms: usize;
  histogramBytes: usize;
  numHistograms: i32;
  /** float64: the sum of the derivatives in each chunk's pieces. */
  derivativeSums: usize;
}
