/** How many of `sorted[start .. end)` (increasing) are <= score. */
export function countUpTo(sorted: Float64Array, start: number, end: number, score: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= score) low = middle + 1;
    else high = middle;
  }
  return low - start;
}

/**
 * Average precision of one ranking, given where its hits stand among all scores.
 *
 *     (1/P) Σ_hits  (hits with at least its score) / (all with at least its score)
 *
 * @param sorted scores of the hits, increasing, in `[start, end)`; P = end - start >= 1
 * @param numAbove `numAbove[first + u]`, u = 0..P: how many of all scores (hits included) have exactly u hits <= them
 */
export function averagePrecisionOfHits(
  sorted: Float64Array,
  start: number,
  end: number,
  numAbove: Float64Array,
  first: number,
): number {
  const numHits = end - start;
  let total = 0;
  let numAtLeast = 0;
  let i = numHits;
  while (i > 0) {
    // Hits j..i-1 share one score, and so one precision.
    let j = i - 1;
    numAtLeast += numAbove[first + i]!;
    while (j > 0 && sorted[start + j - 1] === sorted[start + j]) j--;
    total += ((i - j) * (numHits - j)) / numAtLeast;
    i = j;
  }
  return total / numHits;
}

/** Two numbers that the truth lies between. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Bounds of the average precision when only counts per score interval are known.
 *
 * With H hits and A scores above a bin that holds p hits and q others, the precision at any hit in it is at most
 * (H + p) / (A + p) (its hits come first), and at the i-th of them at least (H + i) / (A + q + i) (its hits come last,
 * one by one).
 *
 * @param hits hits per bin, lowest scores first, in `[start, start + numBins)`
 * @param all all scores per bin, hits included, in the same places
 * @returns bounds of the average precision; both 0 when there are no hits
 */
export function boundAveragePrecision(
  hits: Float64Array | Uint32Array,
  all: Float64Array | Uint32Array,
  start: number,
  numBins: number,
): Bounds {
  let lower = 0;
  let upper = 0;
  let hitsAbove = 0;
  let allAbove = 0;
  for (let bin = start + numBins - 1; bin >= start; bin--) {
    const p = hits[bin]!;
    if (p > 0) {
      const q = all[bin]! - p;
      upper += (p * (hitsAbove + p)) / (allAbove + p);
      for (let i = 1; i <= p; i++) lower += (hitsAbove + i) / (allAbove + q + i);
    }
    hitsAbove += p;
    allAbove += all[bin]!;
  }
  return hitsAbove === 0 ? { lower: 0, upper: 0 } : { lower: lower / hitsAbove, upper: upper / hitsAbove };
}
