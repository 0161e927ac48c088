/**
 * When the averaging of NT-ASGD begins (Merity et al., *Regularizing and Optimizing LSTM Language Models*, ICLR 2018,
 * algorithm 1): at the first check whose loss is worse than the best of all checks but the last `nonMono` before it.
 *
 * @param losses validation losses, the newest last
 * @param nonMono for how many checks a loss may be worse than the best without consequence
 */
export function averagingBegins(losses: readonly number[], nonMono: number): boolean {
  const newest = losses.at(-1);
  const earlier = losses.slice(0, Math.max(0, losses.length - 1 - nonMono));
  return newest !== undefined && earlier.length > 0 && newest > Math.min(...earlier);
}
