/** A piecewise linear increasing function (PLIF). */
export interface PlifReferenceOptions {
  /**
   * One slope per interval: below the first knot, between neighbouring knots, above the last; one more than there are
   * knots, at least 3.
   */
  readonly slopes: ArrayLike<number>;
  /** The first and the last knot; the others are equally spaced between them. */
  readonly interval: readonly [number, number];
}

/**
 * f(z) in float64, as the integral of the slopes from the anchor a, where f(a) = a: 0 if it is in the interval, else
 * the nearer end.
 *
 *     f(z) = a + Σ_i slope_i overlap_i(z)
 *
 * Source: Ganea et al., "Breaking the Softmax Bottleneck via Learnable Monotonic Pointwise Non-linearities", ICML 2019.
 */
export function plifReference(z: number, { slopes, interval }: PlifReferenceOptions): number {
  let value = anchorOf(interval);
  for (let i = 0; i < slopes.length; i++) {
    value += slopes[i]! * plifOverlapReference(z, i, { numKnots: slopes.length - 1, interval });
  }
  return value;
}

/**
 * overlap_i(z) = ∂f(z) / ∂slope_i: how much of interval i lies between the anchor and z, negative where z is below the
 * anchor.
 */
export function plifOverlapReference(
  z: number,
  i: number,
  {
    numKnots,
    interval: [lo, hi],
  }: { readonly numKnots: number; readonly interval: readonly [number, number] },
): number {
  const knot = (j: number): number => {
    if (j < 0) return Number.NEGATIVE_INFINITY;
    return j >= numKnots ? Number.POSITIVE_INFINITY : lo + ((hi - lo) * j) / (numKnots - 1);
  };
  const anchor = anchorOf([lo, hi]);
  const length = Math.min(Math.max(anchor, z), knot(i)) - Math.max(Math.min(anchor, z), knot(i - 1));
  return length > 0 ? Math.sign(z - anchor) * length : 0;
}

function anchorOf([lo, hi]: readonly [number, number]): number {
  return Math.min(Math.max(0, lo), hi);
}
