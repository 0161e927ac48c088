/** The n-th roots of unity: exp(2πi m/n) = cos[m] + i sin[m] for m = 0..n-1. */
export interface UnitRoots {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/**
 * Tabulates the n-th roots of unity to full double precision.
 *
 * Every angle is folded into [0, π/4] by integer arithmetic before a cosine or sine is taken, so the error does not
 * grow with n and the values have the exact symmetries of the circle (cos of a quarter turn is 0, not 6e-17).
 *
 * @param n number of roots, an integer >= 1 and < 2^50
 */
export function unitRoots(n: number): UnitRoots {
  const cos = new Float64Array(n);
  const sin = new Float64Array(n);
  for (let m = 0; m < n; m++) {
    // The angle is (8m / n) eighths of a turn; r is what is left of the octant, in units of 1/(8n) turns.
    const octant = Math.floor((8 * m) / n);
    const r = 8 * m - octant * n;
    const fold = octant % 2 === 0 ? r : n - r;
    const angle = (Math.PI * fold) / (4 * n);
    // At the diagonal a library's cosine and sine may differ by a bit.
    const near = fold === n ? Math.SQRT1_2 : Math.cos(angle);
    const far = fold === n ? Math.SQRT1_2 : Math.sin(angle);
    const swap = octant === 1 || octant === 2 || octant === 5 || octant === 6;
    const x = swap ? far : near;
    const y = swap ? near : far;
    cos[m] = octant >= 2 && octant <= 5 ? 0 - x : x;
    sin[m] = octant >= 4 ? 0 - y : y;
  }
  return { cos, sin };
}
