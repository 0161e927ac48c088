/**
 * Percentile of sorted numbers, linear between the two neighbours.
 *
 * @param sorted in increasing order, at least one
 * @param share in [0, 1]; 0.5 is the median
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
