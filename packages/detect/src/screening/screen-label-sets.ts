import type { Screened, Screening } from './create-screening.js';

/** A label set and what screening found for it. */
export interface ScreenedLabelSet {
  readonly labels: readonly number[];
  readonly screened: Screened;
}

/**
 * Screens label sets as they are read, in order. Keeps two batches of the backend in hand, so that it is never short of
 * work, and no more: memory does not grow with the number of sets.
 *
 * The source is closed when the loop over the result is left early.
 *
 * @param sets label sets, already checked
 * @param signal stops with its reason
 * @throws what the source throws, at the set where it throws it: the sets before come first
 */
export async function* screenLabelSets(
  sets: AsyncIterable<readonly number[]> | Iterable<readonly number[]>,
  screening: Screening,
  signal?: AbortSignal,
): AsyncGenerator<ScreenedLabelSet, void, undefined> {
  const windowSize = 2 * screening.batchSize;
  let window: (readonly number[])[] = [];
  let failure: { readonly error: unknown } | undefined;
  const flush = async function* (): AsyncGenerator<ScreenedLabelSet, void, undefined> {
    const labelSets = window;
    window = [];
    const screened = await screening.run(labelSets, signal);
    for (const [k, labels] of labelSets.entries()) yield { labels, screened: screened[k]! };
  };
  const read = failuresLast(sets, (error) => {
    failure = { error };
  });
  for await (const labels of read) {
    window.push(labels);
    if (window.length >= windowSize) yield* flush();
  }
  if (window.length > 0) yield* flush();
  if (failure !== undefined) throw failure.error;
}

/** The same elements; what the source throws is noted and ends it. */
async function* failuresLast<T>(
  source: AsyncIterable<T> | Iterable<T>,
  note: (error: unknown) => void,
): AsyncGenerator<T, void, undefined> {
  const iterator =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let isOpen = true;
  try {
    for (;;) {
      let next: IteratorResult<T>;
      try {
        next = await iterator.next();
      } catch (error) {
        isOpen = false;
        note(error);
        return;
      }
      if (next.done === true) {
        isOpen = false;
        return;
      }
      yield next.value;
    }
  } finally {
    if (isOpen) await iterator.return?.();
  }
}
