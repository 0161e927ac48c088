/** Longest fold: its sums have to fit in an invocation's registers. */
const longest = 32;

/**
 * How long the small transforms of a pruned DFT are: the divisor d of n for which n = n₁ d takes the fewest
 * multiplications per label, 4k/d to turn and fold the k coefficients and d/2 for the small transform; or 1, where that
 * is no gain over 2k without any fold.
 */
export function foldLength(numLabels: number, k: number): number {
  const cost = (length: number): number => (length === 1 ? 2 * k : (4 * k) / length + length / 2);
  let best = 1;
  for (let length = 2; length <= Math.min(longest, numLabels); length++) {
    if (numLabels % length === 0 && cost(length) < cost(best)) best = length;
  }
  return best;
}
