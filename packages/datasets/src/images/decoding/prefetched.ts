/** How far to read ahead, and when to stop. */
export interface PrefetchOptions {
  /** Pieces that are on the way at the same time, counted from the one that is to be given next; ≥ 1. */
  readonly ahead: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts work ahead of where it is needed and gives the results in order. Only so many are on the way, so neither a slow
 * consumer nor a slow piece lets memory grow.
 *
 * @throws what the work throws, or the signal's reason as soon as it aborts, even while a piece is on the way
 */
export async function* prefetched<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
  { ahead, signal }: PrefetchOptions,
): AsyncGenerator<Result, void, undefined> {
  const onTheWay: Promise<Result>[] = [];
  signal?.throwIfAborted();
  for await (const item of items) {
    const result = work(item);
    // It is awaited below, or no longer wanted.
    result.catch(() => {});
    onTheWay.push(result);
    if (onTheWay.length >= ahead) yield await orAborted(onTheWay.shift()!, signal);
    signal?.throwIfAborted();
  }
  while (onTheWay.length > 0) {
    yield await orAborted(onTheWay.shift()!, signal);
    signal?.throwIfAborted();
  }
}

/** Not by a race with one promise for the signal: that promise would keep every result until the end. */
function orAborted<Result>(result: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return result;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
