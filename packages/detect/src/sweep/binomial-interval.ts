// Programs that read this package from its sources find the types of jStat through this line alone.
/// <reference path="./jstat.d.ts" />

/** What {@link binomialInterval} works on. */
export interface BinomialIntervalOptions {
  /** Trials that certainly succeeded. */
  readonly successes: number;
  /** Trials of which it is not known; 0 when left out. */
  readonly unknown?: number | undefined;
  /** All trials, at least one. */
  readonly total: number;
  /** How often the interval holds the true share, at least: in (0, 1). */
  readonly confidence: number;
}

/** An interval for a share. */
export interface ShareInterval {
  /** Successes among the trials whose outcome is known; undefined where none is. */
  readonly estimate: number | undefined;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

const place = 'binomialInterval';

/**
 * The exact two-sided confidence interval of a share (Clopper and Pearson): the shares p for which neither "so many
 * successes or more" nor "so many or fewer" has a probability below α/2, with α = 1 - confidence.
 *
 *     low  = quantile α/2     of Beta(x, n - x + 1)         high = quantile 1 - α/2 of Beta(x + 1, n - x)
 *
 * Unknown outcomes widen it: the low end takes all of them for failures, the high end for successes. It also holds,
 * and errs on the wide side, for draws without replacement.
 *
 * The quantiles are jStat's, right to seven digits or more for up to 10^7 trials.
 *
 * Source: Clopper, Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial",
 * Biometrika 1934.
 *
 * @throws RangeError when the counts are no integers >= 0 that fit into a total of at least 1, or the confidence is not
 *   in (0, 1) (as a rejection)
 */
export async function binomialInterval(options: BinomialIntervalOptions): Promise<ShareInterval> {
  const { successes, unknown = 0, total, confidence } = options;
  for (const [name, count] of Object.entries({ successes, unknown, total })) {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new RangeError(`${place}: ${name} must be an integer >= 0, got ${String(count)}`);
    }
  }
  if (total === 0 || successes + unknown > total) {
    throw new RangeError(
      `${place}: total must be at least 1 and at least successes + unknown = ${successes + unknown}, got ${total}`,
    );
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`${place}: confidence must be a number in (0, 1), got ${String(confidence)}`);
  }
  // Loaded on first need: a detection that draws no sample does without.
  const { default: jstat } = await import('jstat');
  const tail = (1 - confidence) / 2;
  const most = successes + unknown;
  const known = total - unknown;
  return {
    estimate: known === 0 ? undefined : successes / known,
    low:
      successes === 0
        ? 0
        : successes === total
          ? tail ** (1 / total)
          : jstat.ibetainv(tail, successes, total - successes + 1),
    high:
      most === total
        ? 1
        : most === 0
          ? -Math.expm1(Math.log(tail) / total)
          : jstat.ibetainv(1 - tail, most + 1, total - most),
    confidence,
  };
}
