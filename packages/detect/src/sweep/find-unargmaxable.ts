import type { DetectionProgress, Detector, RunOptions } from '../detector/create-detector.js';
import type { Unargmaxable, Undecided, Verdict } from '../verdict/verdict.js';
import { binomialInterval, type ShareInterval } from './binomial-interval.js';
import { openSweep } from './open-sweep.js';
import type { Sweep } from './sweep.js';

/** How far a sweep has come, and what it has found so far. */
export interface SweepProgress extends DetectionProgress {
  readonly total: number;
  readonly unargmaxable: number;
  readonly undecided: number;
}

/** Options of {@link findUnargmaxable}. */
export interface SweepOptions extends Pick<RunOptions, 'workers' | 'signal'> {
  /** Called after each verdict. */
  readonly onProgress?: ((progress: SweepProgress) => void) | undefined;
  /** Given every verdict, argmaxable ones too, in the order of the sets. Awaited: what is slow here slows the sweep. */
  readonly onVerdict?: ((verdict: Verdict) => void | Promise<void>) | undefined;
  /** How many verdicts `found` and `open` may each hold: the first ones. 1,000 when left out. */
  readonly keep?: number | undefined;
  /** Of the interval for the share, in (0, 1). 0.95 when left out. */
  readonly confidence?: number | undefined;
}

/** Counts that add up to their total. */
export interface SweepCounts {
  readonly total: number;
  readonly argmaxable: number;
  readonly unargmaxable: number;
  /** Counted apart: an open question is no "cannot". */
  readonly undecided: number;
}

/** What a sweep came to. The counts are of label sets, each counted once. */
export interface SweepResult extends SweepCounts {
  /** How many label sets the sweep is about. */
  readonly population: bigint;
  /** Whether only some of them were asked about. */
  readonly isSample: boolean;
  /** The unargmaxable ones, with their certificates; at most `keep`, the first ones. */
  readonly found: Unargmaxable[];
  /** The undecided ones; at most `keep`, the first ones. */
  readonly open: Undecided[];
  /** For a sample: the share of unargmaxable sets in the population. */
  readonly share?: ShareInterval;
  /** For observed sets: the same counts, of the examples that carry them. */
  readonly examples?: SweepCounts;
}

const place = 'findUnargmaxable';

/**
 * Asks about many label sets and collects those that a layer can never output.
 *
 * The sets are made (or, for observed ones, kept as short texts) and decided one after the other: memory does not grow
 * with their number, except for the verdicts that the result holds.
 *
 * A random sweep gives an exact confidence interval for the share of unargmaxable sets among all (Clopper and Pearson).
 * Undecided sets count on neither side of its estimate; its low end takes them for argmaxable, its high end for
 * unargmaxable.
 *
 * @param detector of the layer; its rule says what "output" means, and the sweep must ask about sets of fitting size
 * @throws TypeError, RangeError when the sweep or an option is none of those documented, the sweep does not fit the
 *   rule, or it has more sets than its limit
 * @throws the signal's reason when it aborts; what a callback throws
 */
export async function findUnargmaxable(
  detector: Detector,
  sweep: Sweep,
  options: SweepOptions = {},
): Promise<SweepResult> {
  const { workers, signal = new AbortController().signal, onProgress, onVerdict } = options;
  const { keep = 1000, confidence = 0.95 } = options;
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`${place}: confidence must be a number in (0, 1), got ${String(confidence)}`);
  }
  if (typeof keep !== 'number' || !(keep >= 0)) {
    throw new RangeError(`${place}: keep must be a number >= 0, got ${String(keep)}`);
  }
  if (!(signal instanceof AbortSignal)) throw new TypeError(`${place}: signal must be an AbortSignal`);
  signal.throwIfAborted();
  const { population, total, sets, occurrences } = await openSweep(detector, sweep, { signal, place });
  const counts = { argmaxable: 0, unargmaxable: 0, undecided: 0 };
  const examples = { argmaxable: 0, unargmaxable: 0, undecided: 0 };
  const found: Unargmaxable[] = [];
  const open: Undecided[] = [];
  let done = 0;
  for await (const verdict of detector.checkAll(sets, { workers, signal })) {
    counts[verdict.status]++;
    examples[verdict.status] += occurrences?.[done] ?? 0;
    if (verdict.status === 'unargmaxable' && found.length < keep) found.push(verdict);
    if (verdict.status === 'undecided' && open.length < keep) open.push(verdict);
    done++;
    await onVerdict?.(verdict);
    onProgress?.({ done, total, unargmaxable: counts.unargmaxable, undecided: counts.undecided });
  }
  const isSample = BigInt(total) < population;
  return {
    total,
    ...counts,
    population,
    isSample,
    found,
    open,
    ...(isSample
      ? {
          share: await binomialInterval({
            successes: counts.unargmaxable,
            unknown: counts.undecided,
            total,
            confidence,
          }),
        }
      : {}),
    ...(occurrences === undefined
      ? {}
      : { examples: { total: occurrences.reduce((sum, count) => sum + count, 0), ...examples } }),
  };
}
