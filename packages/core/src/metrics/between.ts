/** A finite number t with lower <= t < upper, half-way where that can be. */
export function between(lower: number, upper: number): number {
  if (upper === Number.POSITIVE_INFINITY) return lower === Number.NEGATIVE_INFINITY ? 0 : lower;
  if (lower === Number.NEGATIVE_INFINITY) {
    return Math.max(-Number.MAX_VALUE, upper - Math.max(1, Math.abs(upper)));
  }
  const middle = lower / 2 + upper / 2;
  return middle < upper ? Math.max(lower, middle) : lower;
}
